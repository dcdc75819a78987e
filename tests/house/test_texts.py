"""Own texts: the same slots each period, plain Markdown, and no amounts that a table prints."""

import re
from pathlib import Path

import pytest

from ekonomi.params import load_params, load_settings
from ekonomi.report import new_report
from ekonomi.report.contents import contents
from ekonomi.report.remaining import next_step
from tests.ours import ours

ROOT = Path(__file__).resolve().parents[2]
TEXTS = ROOT / "params" / "texter"
FILES = ours(TEXTS, "*.md")
SLOTS = {path.stem for path in (TEXTS / "2025-03").glob("*.md")}
# The folders beside the periods are other nämnders.
PERIODS = sorted({path.parent.name for path in FILES if path.parent.parent == TEXTS})
AMOUNT = re.compile(r"\d\s*(mnkr|tkr|kronor|kr)\b")
ALLOWED = re.compile(r"(### \S|- \S|[^#>|`*_\s<])")

every_text = pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(TEXTS).with_suffix("")))


@pytest.mark.parametrize("period", PERIODS)
def test_every_period_fills_every_slot_of_its_kind(period):
    settings = load_settings(load_params(ROOT / "params" / f"{period}.yaml"), ROOT)
    asked = {text.fil for section in contents(settings, ROOT, "ekonom") for text in section.texts}
    assert {path.stem for path in FILES if path.parent == TEXTS / period} == asked


def test_nothing_is_left_to_write_under_a_heading_that_is_off():
    report = new_report(load_params(ROOT / "params" / "2025-02.yaml"), ROOT)
    assert report.settings.rubriker["Årlig uppföljning av aktiva åtgärder och systematiskt arbetsmiljöarbete"] is None
    assert next_step(report) is None


def test_every_slot_stands_in_a_notebook_and_in_the_handbook():
    notebooks = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "notebooks").glob("*.ipynb"))
    handbook = (ROOT / "docs" / "handbok" / "egna_texter.md").read_text(encoding="utf-8")
    parts = load_settings(load_params(ROOT / "params" / "2025-03.yaml"), ROOT).textrutor
    shown = set(re.findall(r'texts\[\\"(\w+)\\"\]', notebooks))
    assert set(parts) <= shown
    assert (shown - set(parts)) | {part.fil for own in parts.values() for part in own} >= SLOTS
    assert {slot for slot in SLOTS if f"`{slot}`" not in handbook} == set()


@every_text
def test_plain_markdown(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line and not ALLOWED.match(line)] == []


@every_text
def test_no_amounts_that_a_table_prints(path):
    assert AMOUNT.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("period", PERIODS)
def test_summary_says_that_the_texts_are_examples(period):
    assert "exempel" in (TEXTS / period / "10_sammanfattning.md").read_text(encoding="utf-8")
