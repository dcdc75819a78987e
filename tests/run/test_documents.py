"""`--docx`: the Word documents stand in the folder and the manifest, and are the same each time."""

import json
from io import BytesIO

from click.testing import CliRunner
from docx import Document

from ekonomi.cli import app
from ekonomi.export.word import write_documents

NAMES = ["bilaga-1-tjansteuppfoljning.docx", "rapport.docx"]


def test_a_run_writes_the_report_and_each_appendix(tiny):
    made = []
    for _ in range(2):
        folder = tiny.run(extras=(write_documents,))
        made.append({path.name: path.read_bytes() for path in sorted(folder.glob("*.docx"))})
    assert made[0] == made[1]
    assert list(made[0]) == NAMES
    titles = [Document(BytesIO(data)).core_properties.title for data in made[0].values()]
    assert titles == ["Bilaga 1 Tjänsteuppföljning", "Delårsrapport"]
    written = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["utdata"]
    assert set(NAMES) <= set(written)


def test_the_command_line_asks_for_them(tiny):
    words = ["rapport", "params/p.yaml", "--tyst"]
    assert CliRunner().invoke(app, words).exit_code == 0
    assert not list((tiny.root / "output").rglob("*.docx"))
    assert CliRunner().invoke(app, [*words, "--docx"]).exit_code == 0
    assert sorted(path.name for path in (tiny.root / "output").rglob("*.docx")) == NAMES
