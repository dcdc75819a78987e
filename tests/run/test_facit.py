"""The model report's own figures come out of the ledger, to the printed decimal."""

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pandas as pd
import pytest

FACIT = pd.read_csv(Path(__file__).parents[1] / "facit" / "delarsrapport-2025-03.csv", dtype=str, keep_default_na=False)
KEY = ["tabell", "rad", "kolumn"]


def read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def decimals(figure: pd.Series) -> int:
    written = len(figure["varde"].partition(".")[2])
    return max(written, 1) if figure["enhet"] == "mnkr" and not figure["anm"].startswith("ca") else written


def test_every_figure_that_shall_agree_does(published):
    figures = read(published / "siffror.csv").set_index(KEY)
    shall = FACIT[FACIT["status"] == "ska"]
    wrong = []
    for _, figure in shall.iterrows():
        found = figures.loc[tuple(figure[KEY])]
        step = Decimal(1).scaleb(-decimals(figure))
        ours = Decimal(found["värde"]).quantize(step, rounding=ROUND_HALF_UP)
        if ours != Decimal(figure["varde"]) or found["enhet"] != figure["enhet"]:
            wrong.append((*figure[KEY], figure["varde"], found["värde"]))
    assert len(shall) == 169
    assert wrong == []


def test_what_is_printed_is_the_rounded_value(published):
    figures = read(published / "siffror.csv")
    assert not figures.duplicated(KEY).any()
    for figure in figures.itertuples():
        plain = figure.visat.replace("\u2212", "-").replace("\u00a0", "").replace(",", ".").removesuffix("%")
        step = Decimal(1).scaleb(-len(plain.partition(".")[2]))
        assert Decimal(plain) == Decimal(figure.värde).quantize(step, rounding=ROUND_HALF_UP), figure
        assert figure.visat.lstrip("\u2212").strip("0,") or not figure.visat.startswith("\u2212")


def test_the_six_that_the_tables_contradict_are_told_with_their_cause(published):
    told = read(published / "avstamning.csv")
    known = told[told["utslag"] == "känd avvikelse"]
    contradicted = FACIT[FACIT["status"] == "motsagd"]
    assert len(known) == len(contradicted) == 6
    for (_, ours), (_, theirs) in zip(known.iterrows(), contradicted.iterrows(), strict=True):
        assert ours["förklaring"].startswith(" / ".join(theirs[KEY]))
        assert ours["förklaring"].endswith(theirs["anm"])
        assert Decimal(ours["höger"]) == Decimal(theirs["varde"])
    page = (published / "rapport.html").read_text(encoding="utf-8")
    assert page.count("känd avvikelse") >= 6


def test_no_tie_out_fails_and_every_kind_is_made(published):
    told = read(published / "avstamning.csv")
    assert set(told["utslag"]) == {"ok", "känd avvikelse"}
    assert told["avstämning"].nunique() == 9


@pytest.mark.parametrize(("measure", "internal"), [("utfall period", "8.5"), ("budget period", "7.4"),
                                                   ("prognos helår", "33.2"), ("budget helår", "36.9")])  # fmt: skip
def test_the_internal_part_is_the_models(published, measure, internal):
    figures = read(published / "siffror.csv").set_index(KEY)["värde"]
    found = Decimal(figures["3.2.1 interna poster", "Interna kostnader", measure])
    assert -found.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP) == Decimal(internal)
