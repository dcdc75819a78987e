"""What a notebook may ask of a report: one vocabulary, answers that agree with the published figures."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, get_args

import pytest

from ekonomi import tables, underlag
from ekonomi.allocation import METHODS
from ekonomi.errors import DataError, UsageError
from ekonomi.params import load_params
from ekonomi.params.settings import Settings
from ekonomi.report import Report, new_report
from ekonomi.report.selection import DIMENSIONS, VYER
from ekonomi.table import Table
from ekonomi.tables import layout
from tests import tiny


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("fragor")
    with pytest.MonkeyPatch.context() as patch:
        tiny.write(folder)
        tell_per_area(folder)
        patch.chdir(folder)
        yield folder


def tell_per_area(folder: Path) -> None:
    """The tiny nämnd's largest grupp of tjänster is printed by tjänsteområde."""
    (folder / tiny.DATA / "grupper.csv").write_text(
        "grupp;benämning;uppdelning;summa;ordning;giltig_från;giltig_till\n"
        "bastjänster och digital infrastruktur;Bastjänster;område;;1;2022-01;\n"
        "förändringsinitiativ;Förändringsinitiativ;grupp;;2;2022-01;\n"
        "övriga tjänster;Övriga tjänster;grupp;;3;2022-01;\n"
        "kommunbidrag;Kommunbidrag;grupp;;4;2022-01;\n",
        encoding="utf-8",
    )
    settings = folder / "params" / "mininamnd.yaml"
    text = settings.read_text(encoding="utf-8")
    if "grupper:" not in text:
        settings.write_text(
            text.replace("registerfiler:\n", "registerfiler:\n    grupper: grupper.csv\n"), encoding="utf-8"
        )


def fresh(folder: Path) -> Report:
    return new_report(load_params(folder / "params" / f"{tiny.PERIOD}.yaml"), folder)


@pytest.fixture(scope="module")
def report(folder: Path) -> Report:
    return fresh(folder)


@pytest.fixture(scope="module")
def changed(folder: Path, report: Report) -> Report:
    """The report after 2101's share of pool PG was changed from 3.5 to 1; the budget is locked to the keys before."""
    keys = report.registers.keys
    moved = keys.assign(vikt=keys["vikt"].where(keys["mottagare"] != "2101", 1.0))
    registers = replace(report.registers, keys=moved)
    after = fresh(folder)
    after.sources = replace(report.sources, registers=registers, locked_keys={"2025": keys})  # type: ignore[misc]
    return after


SUMS = "utfall budget avvikelse"


def öre(table: Table, row: str, column: str) -> int:
    return int(table.values.at[row, column])


# ----- avvikelse: the published figures, by any dimension


@pytest.mark.parametrize(
    ("asked", "function", "rows", "columns"),
    [
        ({"per": "kostnadsslag"}, tables.kostnadsslag, {"Personalkostnader": "Personalkostnader"}, SUMS),
        ({"per": "verksamhetsområde"}, tables.ansvarsområde, {"Totalt": "Resultat"}, "avvikelse"),
        ({"per": "resultatrad"}, tables.resultat, {"Kostnader": "Kostnader", "Totalt": "Resultat"}, "utfall budget"),
        ({"per": "tjänst"}, tables.tjänsteuppföljning, {"1101 Redovisning": "EK / Redovisning"}, SUMS),
        ({"per": "linje"}, tables.tjänstekostnader, {"EK": "EK", "Totalt": "Totalt"}, SUMS),
        ({"per": "pool", "där": {"linje": "EK"}}, tables.tjänstekostnader, {"Totalt": "EK"}, "utfall avvikelse"),
        ({"per": "konto", "där": {"tjänst": 1101}}, tables.tjänsteuppföljning, {"Totalt": "EK / Redovisning"}, SUMS),
    ],
)  # fmt: skip
def test_a_deviation_agrees_with_the_published_table(
    report: Report, asked: dict[str, Any], function: Any, rows: dict[str, str], columns: str
) -> None:
    found, published = report.avvikelse(**asked), report[function]
    for row, printed in rows.items():
        for column in columns.split():
            assert öre(found, row, column) == öre(published, printed, column), (row, column)


def test_the_full_year_is_the_forecast_against_the_budget(report: Report) -> None:
    found, published = report.avvikelse(vy="helår"), report[tables.prognos]
    assert öre(found, "Totalt", "prognos") == öre(published, "Resultat", "prognos")
    assert öre(found, "Totalt", "avvikelse") == öre(published, "Resultat", "avvikelse helår")
    last = report.avvikelse(vy="helår", mot="fjolåret")
    assert öre(last, "Totalt", "fjolåret") == öre(report[tables.resultat], "Resultat", "bokslut fg år")
    first = report.avvikelse(vy="helår", mot="fg prognos")
    assert öre(first, "Totalt", "fg prognos") == öre(found, "Totalt", "budget")
    assert "Ingen tidigare prognos finns för året; budgeten står i dess ställe." in first.notes


@pytest.mark.parametrize("mot", ["budget", "fjolåret"])
@pytest.mark.parametrize("vy", VYER)
@pytest.mark.parametrize("per", DIMENSIONS)
def test_every_amount_is_the_sum_of_the_rows_that_it_names(report: Report, per: str, vy: str, mot: str) -> None:
    for där in ({}, {"verksamhetsområde": "HR"}, {"linje": ["EK", "HR"]}):
        try:
            found = report.avvikelse(per=per, mot=mot, där=där, vy=vy)
        except UsageError as error:
            assert (per, vy) == ("period", "helår"), error
            continue
        if not found:
            assert (per, vy) == ("konto", "helår") or (mot, vy) == ("fjolåret", "rullande 12"), found
            continue
        own = found.values.drop(index="Totalt")
        assert (own.sum() == found.values.loc["Totalt"]).all()
        assert per == "period" or own["avvikelse"].abs().is_monotonic_decreasing
        for row, urval in found.urval.items():
            for column, expression in urval.items():
                exact = underlag.evaluate(report.ground, expression, "kr")
                assert exact == Fraction(öre(found, row, column), 100), (row, column)


def test_any_mått_is_compared(report: Report) -> None:
    found = report.avvikelse(mått="budget", mot="fjolåret")
    so_far, last_year = report.avvikelse(), report.avvikelse(mot="fjolåret")
    assert öre(found, "Totalt", "budget") == öre(so_far, "Totalt", "budget")
    assert öre(found, "Totalt", "fjolåret") == öre(last_year, "Totalt", "fjolåret")
    ways = report.vägar(där={"tjänst": "1101"}, mått="budget")
    assert öre(ways, "Totalt", "belopp") == öre(report[tables.tjänsteuppföljning], "EK / Redovisning", "budget")
    moved = report.omfördelning(nycklar={"PG": {"1101": 1}}, mått="fjolåret")
    assert moved.columns[0].group == "Utfall jan–mars 2024"


def test_names_and_codes_give_the_same_answer(report: Report) -> None:
    answers = [
        report.avvikelse(per="konto", där={"ansvar": ansvar, "kostnadsslag": slag}).to_frame()
        for ansvar in ("11", 11, "Ekonomi", "ekonomi", "11 Ekonomi", ["11"])
        for slag in ("personal", "Personalkostnader")
    ]
    assert all(answer.equals(answers[0]) for answer in answers)
    assert list(answers[0].index) == ["5011 Löner", "Totalt"]


def test_months_stand_in_order_beside_the_same_months_of_last_year(report: Report) -> None:
    found = report.avvikelse(per="period", mot="fjolåret")
    assert [row.name for row in found.rows] == ["januari 2025", "februari 2025", "mars 2025", "Totalt"]
    assert [column.head for column in found.columns] == [
        "Utfall jan–mars 2025",
        "Utfall jan–mars 2024",
        "Skillnad",
    ]
    assert "2024-02" in str(found.urval["februari 2025"]["fjolåret"])


def test_own_postings_are_counted_as_in_the_published_tables(report: Report) -> None:
    """The own nämnd's grants (30 000 a month) and rent (30 000) are in the organisation, not in the result."""
    notes = {per: report.avvikelse(per=per).notes[1] for per in ("kostnadsslag", "ansvar", "tjänst")}
    assert notes["kostnadsslag"] == "Avgränsning: externt inklusive andra nämnder."
    assert notes["ansvar"] == layout.WHOLE
    assert notes["tjänst"].startswith("Kostnader efter tjänsteomräkning")
    whole = report.avvikelse(per="ansvar")
    extern = report.avvikelse(per="ansvar", avgränsning="extern")
    assert öre(whole, "21 Drift", "utfall") - öre(extern, "21 Drift", "utfall") == 3 * 30_000_00
    assert öre(whole, "Totalt", "utfall") == öre(extern, "Totalt", "utfall")


def test_what_changed_keys_have_moved_is_told_apart(changed: Report) -> None:
    found = changed.avvikelse(per="pool", där={"tjänst": "1101"})
    effect = changed[tables.nyckeleffekt].values.at["1101 Redovisning", "nyckeleffekt"]
    assert öre(found, "Nyckeleffekt", "avvikelse") == effect != 0
    own = found.values["avvikelse"]
    assert own.drop("Totalt").sum() == own["Totalt"]
    assert own["Totalt"] == öre(changed[tables.tjänsteuppföljning], "EK / Redovisning", "avvikelse")
    for row, urval in found.urval.items():
        exact = underlag.evaluate(changed.ground, urval["avvikelse"], "kr")
        assert exact == Fraction(öre(found, row, "avvikelse"), 100)


def test_a_key_changed_after_the_budget_leaves_the_budget_as_it_was(report: Report, changed: Report) -> None:
    before, now = report[tables.tjänstekostnader], changed[tables.tjänstekostnader]
    for column in ("budget", "budget helår"):
        assert [now.cell(row, column) for row in ("EK", "HR")] == [before.cell(row, column) for row in ("EK", "HR")]
    effect = changed[tables.nyckeleffekt]
    moved = now.cell("EK", "utfall").value - before.cell("EK", "utfall").value
    assert effect.cell("1101 Redovisning", "nyckeleffekt").value == moved != 0
    assert effect.cell("Totalt", "nyckeleffekt").value == 0
    assert not report[tables.nyckeleffekt]


WRONG = [
    ({"per": "månad"}, "per=”månad” finns inte. Närmast:"),
    ({"mot": "budgeten"}, "mot=”budgeten” finns inte. Närmast: ”budget”"),
    ({"vy": "år"}, "vy=”år” finns inte. Närmast: ”helår”"),
    ({"avgränsning": "externt"}, "avgränsning=”externt” finns inte. Närmast: ”extern”"),
    ({"där": {"avdelnig": "HR"}}, "där=”avdelnig” finns inte. Närmast: ”avdelning”"),
    ({"där": {"ansvar": "Ekonomie"}}, "”Ekonomie” finns inte bland nämndens värden för ansvar. Närmast: ”11 Ekonomi”."),
    ({"där": {"ansvar": "PG"}}, "”PG” finns inte bland nämndens värden för ansvar, men för pool. Närmast:"),
    ({"där": {"tjänst": "9999"}}, "”9999” finns inte bland nämndens värden för tjänst. Närmast:"),
    ({"där": {"ansvar": ["11", "111"]}}, "”111” finns inte"),
    ({"där": {"ansvar": []}}, "där: ange minst ett värde för ansvar."),
    ({"mot": "prognos"}, "En prognos gäller hela året: skriv mot=”prognos” tillsammans med vy=”helår”."),
    ({"mot": "prognos", "vy": "helår"}, "Det är redan prognos som jämförs. Skriv ett annat mot: budget, fjolåret"),
    ({"mått": "budget"}, "Det är redan budget som jämförs."),
    ({"mått": "utfallet"}, "mått=”utfallet” finns inte. Närmast: ”utfall”"),
    ({"mått": "prognos"}, "En prognos gäller hela året: skriv mått=”prognos” tillsammans med vy=”helår”."),
    ({"mått": "utfall", "vy": "helår"}, "Utfallet går till och med mars 2025; för helåret skriver du mått=”prognos”."),
    ({"där": "HR"}, 'Skriv till exempel där={"ansvar": "HR"}.'),
    ({"per": "period", "vy": "helår"}, "Prognos helår 2025 är ett belopp för hela året och har inga månader."),
]  # fmt: skip
LACKING = [
    ({"där": {"ansvar": "11", "konto": "6811"}}, "Inga belopp finns för det som frågan gäller."),
    ({"per": "konto", "vy": "helår"}, "Prognos helår 2025 har inga uppgifter om konto."),
    (
        {"mot": "fjolåret", "vy": "rullande 12"},
        "Bokföringen börjar 2024-01, men frågan gäller april 2023–mars 2024.",
    ),
]


@pytest.mark.parametrize(("asked", "said"), WRONG)
def test_a_wrong_word_says_which_are_near(report: Report, asked: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        report.avvikelse(**asked)
    assert said in str(caught.value)


@pytest.mark.parametrize(("asked", "said"), LACKING)
def test_a_question_without_an_answer_says_why(report: Report, asked: dict[str, Any], said: str) -> None:
    found = report.avvikelse(**asked)
    assert not found
    assert repr(found) == said and said in found._repr_html_()


def test_a_nämnd_without_tjänster_has_none_to_ask_of(folder: Path) -> None:
    without = fresh(folder)
    without.rules = None  # type: ignore[misc]
    for found in (
        without.avvikelse(per="tjänst"),
        without.vägar(där={"ansvar": "11"}),
        without.omfördelning(ordning=["PG", "P12"]),
    ):
        assert repr(found) == "Nämnden har inga tjänster."


def test_a_nämnd_without_a_budget_or_a_forecast_has_none_to_compare_with(folder: Path) -> None:
    without = fresh(folder)
    without.sources = replace(without.sources, plans=without.sources.plans[:0])  # type: ignore[misc]
    assert repr(without.avvikelse()) == "Ingen budget finns för 2025."
    assert repr(without.avvikelse(vy="helår")) == "Ingen prognos har lämnats hittills under 2025."
    assert öre(without.avvikelse(mot="fjolåret"), "Totalt", "utfall")


# ----- omfördelning: other keys, another order


def test_another_key_moves_costs_between_tjänster(report: Report) -> None:
    """PG's 110 000 a month go 1/6.5 to P12, 2/6.5 to 1101 and 3.5/6.5 to 2101; then all to 1101."""
    for keys in ({"PG": {"1101": 1}}, {"Stab": {"Redovisning": 1}}):
        table = report.omfördelning(nycklar=keys)
        assert table.cell("Totalt", "flyttat").value == 0
        assert list(table.to_frame().index) == ["1101 Redovisning", "2101 Nät", "1201 Lön", "Totalt"]
        assert float(table.cell("1101 Redovisning", "flyttat").value) == pytest.approx(-330 * 4.5 / 6.5)
        assert table.cell("2101 Nät", "flyttat").shown == "178"


def test_the_view_says_which_costs_are_moved(report: Report) -> None:
    ack, month, year = (report.omfördelning(nycklar={"PG": {"1101": 1}}, vy=vy) for vy in ("ack", "period", "helår"))
    assert öre(ack, "1101 Redovisning", "flyttat") == pytest.approx(
        3 * öre(month, "1101 Redovisning", "flyttat"), abs=3
    )
    assert year.columns[0].group == "Prognos helår 2025"


def test_another_order_moves_costs_between_tjänster(report: Report) -> None:
    """P12 before PG: what PG gave to P12 goes to its other receivers."""
    for order in ({"PG": 3}, ["P12", "PG"], ["HR", "Stab"], {"P12": 1, "PG": 2}):
        table = report.omfördelning(ordning=order)
        assert float(table.cell("1201 Lön", "flyttat").value) == pytest.approx(330 / 6.5)
        assert table.cell("Totalt", "flyttat").value == 0
    assert "Inget flyttas." in report.omfördelning(ordning={"PG": 1})._repr_html_()


def test_another_method_moves_costs_between_tjänster(report: Report) -> None:
    """Directly, what PG gives to P12 goes to its tjänster; by equations P12 may give back to PG."""
    table = report.omfördelning(metod="direkt metod")
    assert float(table.cell("1201 Lön", "flyttat").value) == pytest.approx(330 / 6.5)
    assert table.cell("Totalt", "flyttat").value == 0
    assert "Inget flyttas." in report.omfördelning(metod="ömsesidig metod")._repr_html_()
    back = {"P12": {"PG": 1, "1201": 1}}
    with pytest.raises(DataError, match="en pool i ett senare steg"):
        report.omfördelning(nycklar=back)
    both = report.omfördelning(nycklar=back, metod="ömsesidig metod")
    assert both.cell("Totalt", "flyttat").value == 0 and float(both.cell("1101 Redovisning", "flyttat").value) < 0
    with pytest.raises(UsageError, match="stegmetoden"):
        report.omfördelning(metod="stegmetod")


def test_the_settings_say_the_method(folder: Path) -> None:
    chosen = fresh(folder)
    chosen.params = chosen.params.model_copy(update={"upplaga": "ekonom"})
    chosen.settings = chosen.settings.model_copy(update={"omräkning": "direkt metod"})  # type: ignore[misc]
    assert "Inget flyttas." in chosen.omfördelning(metod="direkt metod")._repr_html_()
    moved = chosen.omfördelning(metod="stegmetoden")
    assert float(moved.cell("1201 Lön", "flyttat").value) == pytest.approx(-330 / 6.5)
    assert "Det som nyckeln ger till andra pooler räknas inte." in chosen[tables.pooler].notes[0]
    assert get_args(Settings.model_fields["omräkning"].annotation) == tuple(METHODS)


def test_a_pool_may_follow_a_ground(report: Report) -> None:
    """PG's receivers 1101 and 2101 by direct cost: 300 000 and 500 000 a month, and P12's 150 000."""
    table = report.omfördelning(nycklar={"PG": "direkt kostnad"})
    share = 300 / (300 + 500 + 150) - 2 / 6.5
    assert float(table.cell("1101 Redovisning", "flyttat").value) == pytest.approx(-330 * share, abs=1e-4)
    with pytest.raises(DataError, match="fann ingen arbetad tid 2025-01 hos mottagaren 1101 för poolen PG"):
        report.omfördelning(nycklar={"PG": "årsarbetare"})


@pytest.mark.parametrize(
    ("asked", "error", "said"),
    [
        ({"nycklar": {"PG": {"9999": 1}}}, UsageError, "”9999” finns inte bland nämndens värden för tjänst och pool"),
        ({"nycklar": {"PGG": {"1101": 1}}}, UsageError, "för pool. Närmast: ”PG Stab”"),
        ({"nycklar": {"PG": "yta"}}, UsageError, "grund=”yta” finns inte. Närmast:"),
        ({"nycklar": {"PG": {"1101": 0}}}, DataError, "fann vikter med summan 0 för poolen PG i period 2025-01"),
        ({"nycklar": {"PG": {"1101": -1, "2101": 2}}}, DataError, "fann vikten -1 för poolen PG i period 2025-01"),
        ({"nycklar": {"P12": {"PG": 1}}}, DataError, "fann mottagaren PG i steg 1 för poolen P12 i period 2025-01"),
        ({"ordning": ["XX", "PG"]}, UsageError, "”XX” finns inte bland nämndens värden för pool"),
        ({"nycklar": {"PG": {"1101": 1}}, "vy": "år"}, UsageError, "vy=”år” finns inte"),
        ({}, UsageError, "Ange vad som ska ändras"),
    ],
)  # fmt: skip
def test_a_faulty_key_says_which(report: Report, asked: dict[str, Any], error: type[Exception], said: str) -> None:
    with pytest.raises(error) as caught:
        report.omfördelning(**asked)
    assert said in str(caught.value)


# ----- vägar and underlag


def test_ways_sum_to_what_is_borne_and_booked(report: Report) -> None:
    borne = öre(report[tables.tjänsteuppföljning], "EK / Redovisning", "utfall")
    for asked in ("1101", "Redovisning"):
        to = report.vägar(där={"tjänst": asked})
        assert to.values["belopp"].drop("Totalt").sum() == to.values.at["Totalt", "belopp"] == borne
        assert to.cell("90 / PG / PG / 1101", "pool").shown == "Stab"
    gone = report.vägar(där={"ansvar": "90"})
    assert gone.cell("Totalt", "belopp").value == Decimal(-330)
    part = report.vägar(där={"ansvar": "Stab", "kostnadsslag": "personal", "pool": "PG"})
    assert part.cell("Totalt", "belopp").value == Decimal(-240)


@pytest.mark.parametrize(
    ("där", "said"),
    [
        ({}, "Ange vad vägarna gäller"),
        ({"tjänst": "Redovising"}, "Närmast: ”1101 Redovisning”"),
        ({"konto": "5011"}, "där=”konto” finns inte"),
    ],
)
def test_ways_of_what_does_not_exist_say_why(report: Report, där: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        report.vägar(där=där)
    assert said in str(caught.value)
    assert not report.vägar(där={"tjänst": "1201", "ansvar": "21"})


def test_any_figure_is_followed_to_its_postings(report: Report) -> None:
    """A published figure by name or function, and one that was asked for; without making any other table."""
    published = report[tables.resultat]
    for table, column in (
        ("resultat", "utfall"),
        (tables.resultat, "utfall"),
        (published, published.columns[0].public),
    ):
        rows = report.underlag(table, "Kostnader", column)
        assert rows.cell("Summa", "belopp").value * 100 == öre(published, "Kostnader", "utfall")
    asked = report.avvikelse(per="konto", där={"tjänst": "1101"})
    rows = report.underlag(asked, "5011 Löner", "utfall")
    assert rows.cell("Summa", "belopp").value * 100 == öre(asked, "5011 Löner", "utfall")
    with pytest.raises(UsageError, match="Raden ”Kostnad” finns inte i tabellen ”resultat”"):
        report.underlag(tables.resultat, "Kostnad", "utfall")
    with pytest.raises(UsageError, match="inte tabellen ”resultatet”"):
        report.underlag("resultatet", "Kostnader", "utfall")
    assert "figures" not in vars(report)
