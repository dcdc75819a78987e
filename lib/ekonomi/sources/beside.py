"""What each table beside the ledger must hold, against itself, the registers and the settings."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Final

import pandas as pd

from ekonomi import period as periods
from ekonomi import terms
from ekonomi.errors import STOPPAR, VARNING, Check, Found
from ekonomi.registers.findings import reference_findings
from ekonomi.schema import kronor, number, quoted
from ekonomi.sources.door import Dated, Door, wrong_cells


@Check("justeringar", STOPPAR, action="Rätta raden i registret.")
def faulty_adjustments(rows: pd.DataFrame, fil: str) -> Iterator[Found]:
    """En justering av prognosen på noll kronor, i en månad som redan är bokförd eller i ett annat år."""
    same_year = rows["period"].str[:4] == rows["rapport"].str[:4]
    ahead = same_year & (rows["period"] > rows["rapport"])
    action = "Rätta beloppet eller ta bort raden."
    yield from wrong_cells(rows, fil, "belopp", rows["belopp"] == 0, "ett belopp som inte är noll", action)
    action = "Det som redan är bokfört finns i utfallet: ta bort raden eller rätta perioden."
    yield from wrong_cells(rows, fil, "period", ~ahead, "en månad efter rapportens period, i samma år", action)


def check_adjustments(door: Door, dated: Dated, rows: pd.DataFrame, fil: str) -> None:
    """No adjustment is there again in other words."""
    door.notes += in_other_words(rows, fil)


@Check("samma justering i andra ord", VARNING, action="Ta bort den ena om det är samma. Låt stå om de är två.")
def in_other_words(rows: pd.DataFrame, fil: str) -> Iterator[Found]:
    """Två justeringar av samma ansvar, kostnadsslag, månad och belopp, med olika motivering."""
    same = ["rapport", "ansvar", "kostnadsslag", "belopp", "period"]
    first = rows.groupby(same)["rad"].transform("first")
    again = rows.duplicated(same) & ~rows.duplicated([*same, "motivering"])
    for rad, other, belopp in rows.assign(först=first).loc[again, ["rad", "först", "belopp"]].itertuples(index=False):
        found = f"samma ansvar, kostnadsslag, månad och belopp som rad {other}, {kronor(belopp)}"
        yield Found(fil, rad, "motivering", found, "varje justering en gång")


def _check_accounts(door: Door, dated: Dated, rows: pd.DataFrame, fil: str) -> pd.Series | None:
    """The balance accounts of the kontoplan, of which the rows must be; None where it could not be read."""
    accounts = dated.frames["accounts"]
    if accounts is None:
        return None
    known = accounts.loc[accounts["kostnadsslag"] == terms.BALANS, "konto"]
    door.faults += reference_findings(rows, "konto", known, fil, dated.files["accounts"])
    return known


def check_balance_lines(door: Door, dated: Dated, lines: pd.DataFrame, fil: str) -> None:
    """Every balance account of the kontoplan stands on one post, and no other account does."""
    if (known := _check_accounts(door, dated, lines, fil)) is not None:
        door.faults += faulty_lines(lines, known, fil)


@Check("balansposter", STOPPAR, action="Lägg till eller ta bort raden i registret.")
def faulty_lines(lines: pd.DataFrame, known: pd.Series, fil: str) -> Iterator[Found]:
    """Ett balanskonto i kontoplanen utan post i balansräkningen, eller med två."""
    for rad, konto in lines.loc[lines["konto"].duplicated(), ["rad", "konto"]].itertuples(index=False):
        yield Found(fil, rad, "konto", f"{quoted(konto)} en gång till", "en post per konto")
    for konto in sorted(set(known) - set(lines["konto"])):
        yield Found(fil, None, "konto", f"ingen rad för balanskontot {quoted(konto)}", "en post för varje balanskonto")


def check_openings(door: Door, dated: Dated, openings: pd.DataFrame, fil: str) -> None:
    """The opening balance of a year sums to zero, and is of accounts that the kontoplan has."""
    _check_accounts(door, dated, openings, fil)
    door.faults += unbalanced_openings(openings, fil)


@Check("ingående balans", STOPPAR, action="Ta ut den ingående balansen på nytt, med alla balanskonton.")
def unbalanced_openings(openings: pd.DataFrame, fil: str) -> Iterator[Found]:
    """En ingående balans som inte summerar till noll."""
    for year, own in openings.groupby("år"):
        if own["belopp"].sum():
            yield Found(fil, own["rad"].iloc[0], "belopp", f"en summa som inte är noll för {year}", "summan 0,00 kr")


# what volumes and hours may be of, and the register that holds its codes
COUNTED_BY = {"tjänst": "services", "ansvar": "organisation"}


def counted_by(volumes: pd.DataFrame) -> str:
    """What the volumes are of: `ansvar` where they name one, else `tjänst`."""
    return "ansvar" if (volumes["ansvar"] != "").any() else "tjänst"


_NEAR = 0.8  # difflib's ratio of two words of five letters that differ in one
# arbetstidslagen (1982:673) 5 §: at most 40 hours a week, of the longest year; less than half of it is no full time
_MOST_HOURS = 40 * 366 / 7


@Check("helårsnorm", STOPPAR, action="Ange timmarna för ett helt år.")
def faulty_norms(norms: pd.DataFrame, fil: str) -> Iterator[Found]:
    """En helårsnorm som inte kan vara timmarna i en heltidsanställds år."""
    usual = norms["timmar"].between(_MOST_HOURS / 2, _MOST_HOURS)
    least, most = (number(round(hours)) for hours in (_MOST_HOURS / 2, _MOST_HOURS))
    yield from wrong_cells(norms, fil, "timmar", ~usual, f"{least}–{most} timmar, ett år på heltid")


def check_projects(door: Door, dated: Dated, projects: pd.DataFrame, fil: str) -> None:
    """The projects of the report have forecasts that can be."""
    door.notes += below_booked(_of_report(projects, door), fil)


def _of_report(rows: pd.DataFrame, door: Door) -> pd.DataFrame:
    """The rows that the report shows: the others were judged with their own report, or will be."""
    return rows[rows["rapport"] == door.period]


@Check("prognos under utfallet", VARNING, action="Rätta prognosen, eller utfallet.")
def below_booked(projects: pd.DataFrame, fil: str) -> Iterator[Found]:
    """Ett projekt vars prognos är mindre än det som redan är bokfört.

    Forecasts below what is said to be booked: of the year, and of the whole project.
    """
    for column, booked in {"prognos": "utfall", "totalprognos": "totalutgift"}.items():
        if column in projects:
            below = projects[projects[column] < projects[booked]]
            for rad, name, forecast, spent in below[["rad", "projekt", column, booked]].itertuples(index=False):
                found = f"{number(forecast)} för projektet {quoted(name)}"
                yield Found(fil, rad, column, found, f"minst det bokförda, {number(spent)}")


def check_assignments(door: Door, dated: Dated, assignments: pd.DataFrame, fil: str) -> None:
    """Each uppdrag has a time and a status that it can be counted by."""
    own = _of_report(assignments, door)
    # earlier reports tell how a status used to be spelled; what a later one spells was not known
    known = assignments.loc[assignments["rapport"] <= door.period, "status"]
    door.notes += unknown_times(own, fil) + near_statuses(own, known, fil)


@Check("rapporteringsperiod", VARNING, action="Skriv till exempel mars 2025, kvartal 2 2025, halvår 1 2025 eller 2025.")
def unknown_times(assignments: pd.DataFrame, fil: str) -> Iterator[Found]:
    """Ett uppdrag vars rapporteringsperiod inte säger när den slutar, så att dagar kvar inte kan räknas.

    Times of reporting that have a figure in them, and yet are no time in words; "löpande" has no end.
    """
    words = assignments["rapporteringsperiod"]
    unknown = words.str.contains("[0-9]") & words.map(periods.last_of).isna()
    yield from wrong_cells(assignments, fil, "rapporteringsperiod", unknown, "en tid som har ett slut")


@Check("status på uppdrag", VARNING, action="Rätta stavningen, eller låt raden stå om det är en egen status.")
def near_statuses(assignments: pd.DataFrame, known: pd.Series, fil: str) -> Iterator[Found]:
    """Ett uppdrags status som liknar en annan utan att vara den, och därför räknas för sig.

    Statuses close in spelling to one that more of the `known` have, or that closes an uppdrag, and of as many words.
    """
    words, counts = assignments["status"].str.lower(), known.str.lower().value_counts()
    for word in sorted({*words} - {*terms.AVSLUTADE, ""}):
        others = [*terms.AVSLUTADE, *counts.index[counts > counts[word]]]
        near = [one for one in get_close_matches(word, others, cutoff=_NEAR) if one.count(" ") == word.count(" ")]
        if near:
            yield from wrong_cells(assignments, fil, "status", words == word, quoted(near[0]))


@Check("volymer", STOPPAR, action="Rätta raden i filen.")
def faulty_volumes(rows: pd.DataFrame, fil: str) -> Iterator[Found]:
    """En volym av varken tjänst eller ansvar eller i två enheter, ett utfall i två versioner, eller en prognos vars
    version inte är en period."""
    per = counted_by(rows)
    alone = (rows[[*COUNTED_BY]] != "").sum(axis="columns") == 1
    other = rows["enhet"] != rows.groupby(per)["enhet"].transform("first")
    said = "tjänst eller ansvar, samma på alla rader", "Rätta raden."
    yield from wrong_cells(rows, fil, per, ~alone | (rows[per] == ""), *said)
    unread = (rows["beloppstyp"] == terms.PROGNOS) & ~rows["version"].map(periods.is_period).astype(bool)
    again = (rows["beloppstyp"] == terms.UTFALL) & rows.duplicated([*COUNTED_BY, "månad", "beloppstyp"])
    yield from wrong_cells(rows, fil, "version", again, "ett utfall per månad, utan version", "Ta bort raden.")
    expected = "rapportens period ÅÅÅÅ-MM"
    yield from wrong_cells(rows, fil, "version", unread, expected, "Rätta versionen; raden läses annars inte.")
    yield from wrong_cells(rows, fil, "enhet", other, f"samma enhet på alla rader för samma {per}", "Rätta enheten.")


def check_names(door: Door, dated: Dated, rows: pd.DataFrame, fil: str, more: Sequence[str] = ()) -> None:
    """Each row is of a mått that the settings name, or of one `more`."""
    known = pd.Series([*more, *(measure.namn for measure in door.settings.källor.mått)], dtype="str")
    door.faults += reference_findings(rows, "mått", known, fil, door.settings.fil)


_SERIE: Final = (
    "ett verksamhetsområde och ett kostnadsslag, till exempel Ekonomi|personal, eller en linje och en tjänst",
    "Skriv serien som den står i tabellen Att fråga om.",
)
SLAG: Final = (*terms.AMOUNTS[:-1], *terms.ANSWERS)
"""An adjustment has a register of its own, with its reason, role and date."""
KEYS: Final = ["rapport", "serie", "månad", "slag", "källa"]


def check_known(door: Door, dated: Dated, known: pd.DataFrame, fil: str) -> None:
    """Each row is of a serie that there may be, has an amount where its slag is one, and stands once."""
    codes = {name: set() if frame is None else set(frame.iloc[:, 0]) for name, frame in dated.frames.items()}
    organisation = dated.frames["organisation"]
    areas = set() if organisation is None else set(organisation["verksamhetsområde"])
    of = [(area, code) for area, _, code in (serie.rpartition(terms.DELAD) for serie in known["serie"])]
    named = [(a in areas and code in codes["lines"]) or (a != "" and code in codes["services"]) for a, code in of]
    door.faults += faulty_known(known, pd.Series(named, known.index, dtype="bool"), fil)


@Check("kända", STOPPAR, action="Rätta raden i registret.")
def faulty_known(known: pd.DataFrame, named: pd.Series, fil: str, meant: tuple[str, str] = _SERIE) -> Iterator[Found]:
    """En uppgift i registret kända om en serie som inte finns, utan belopp eller ett svar med, med ett år i stället för
    en månad, eller två gånger: av beslut, och av svar, finns högst ett för en månad.

    `named` are the rows whose serie there may be, `meant` what is expected and to be done of the others.
    """
    year = (known["månad"].str.len() == 4) & (known["slag"] != terms.BESLUT)
    without = known["slag"].isin(terms.AMOUNTS) & known["belopp"].isna()
    keys = [name for name in KEYS if name in known]
    again, word = known.duplicated(keys), known["slag"].isin(terms.ANSWERS)
    one = known.assign(slag=known["slag"].mask(word, "svar"))
    several = one["slag"].isin([terms.BESLUT, "svar"]) & one.duplicated(keys[:-1]) & ~again
    month = "en månad ÅÅÅÅ-MM; bara ett beslut gäller ett år"
    yield from wrong_cells(known, fil, "serie", ~named, *meant)
    yield from wrong_cells(known, fil, "månad", year, month, "Rätta.")
    yield from wrong_cells(known, fil, "belopp", without, "ett belopp i kronor", "Skriv beloppet, intäkt plus.")
    action = "Rätta slag, eller ta bort beloppet."
    yield from wrong_cells(known, fil, "belopp", word & known["belopp"].notna(), "ett svar utan belopp", action)
    action = "Ta bort raden, eller säg vad som skiljer dem åt."
    yield from wrong_cells(known, fil, "källa", again, "varje uppgift en gång", action)
    action = "Ta bort det som inte gäller, eller skriv summan på en rad."
    yield from wrong_cells(known, fil, "slag", several, "ett enda beslut, eller svar, för månaden", action)


@Check("procent", STOPPAR, action="Rätta raden i registret.")
def faulty_shares(rows: pd.DataFrame, fil: str, column: str, least: int, expected: str) -> Iterator[Found]:
    """En risk vars sannolikhet inte är 0–100 procent, eller ett antagande som ändrar en kostnad med mer än 100."""
    yield from wrong_cells(rows, fil, column, ~rows[column].between(least, 100), expected, "Rätta värdet.")
