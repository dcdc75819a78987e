"""The ledger that a new workspace begins with: read as `ekonomi importera` does, said in settings and registers.

The kostnadsslag follow the account classes of Kommun-Bas (SKR, *Kommun-Bas 21*: class 1–2 balance sheet, 3 income,
4 purchases and grants, its group 40 investments, 5 personnel, 6–7 other costs with group 60–61 premises, 8 finance).
Each row of a register is marked as a proposal.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd
import yaml

from ekonomi import period as periods
from ekonomi import schema, terms
from ekonomi.errors import UsageError
from ekonomi.importing.flags import Flags
from ekonomi.importing.formats import is_sie, read_delivery
from ekonomi.readers import sie
from ekonomi.readers.files import InputFile
from ekonomi.readers.tabular import cell_rows, read_cells

Names = Mapping[tuple[str, str], str]  # what a code of a column is called
REMARK: Final = "anm"
# what exports are seen to call the columns, in small letters; our settings' own default among them
SPELLINGS: Final = {
    "konto": ("konto", "kto", "kontonr", "konto nr", "kontonummer", "account"),
    "ansvar": ("ansvar", "ans", "ansvarsenhet", "enhet", "kostnadsställe", "kst", "dim_1"),
    "motpart": ("motpart", "motp", "mp", "dim_7"),
    "projekt": ("projekt", "proj", "projektnr", "projekt nr", "projektnummer", "proj.nr"),
    "tjänst": ("tjänst", "tjänstekod", "tjänstenr", "tjänst nr"),
    "belopp": ("belopp", "bel", "belopp sek", "amount"),
    "period": ("period", "per", "bokföringsperiod", "bokf.period"),
    "verifikation": ("verifikationsnr", "vernr", "ver nr", "ver.nr", "verifikation", "voucher_no"),
    "text": ("text", "vertext", "verifikationstext", "beskrivning", "description"),
    "registrerad": ("registrerad", "regdat", "reg.datum", "registreringsdatum", "regdatum", "agrtid"),
}  # fmt: skip
_OPTIONAL: Final = ("tjänst", "motpart", "projekt", "text", "registrerad")
_NAMED: Final = ("{}(t)", "{} (t)", "{}namn", "{} namn", "{} text", "{} benämning", "{}text")

_FINANCE, _OTHER = "finans", "övrigt"
LINES: Final = (
    ("intäkter", "Intäkter", terms.INTÄKTER),
    (terms.KOMMUNBIDRAG, "Kommunbidrag", terms.KOMMUNBIDRAG),
    ("bidrag och köp", "Bidrag och köp av verksamhet", terms.KOSTNADER),
    ("personal", "Personal", terms.KOSTNADER),
    ("lokaler", "Lokaler", terms.KOSTNADER),
    (_OTHER, "Övriga kostnader", terms.KOSTNADER),
    (_FINANCE, "Finansiella poster", terms.KOSTNADER),
)
INVESTMENT: Final = "40"
GROUPS: Final = {
    "1": terms.BALANS, "2": terms.BALANS, "3": "intäkter", INVESTMENT: terms.BALANS, "4": "bidrag och köp",
    "5": "personal", "60": "lokaler", "61": "lokaler", "6": _OTHER, "7": _OTHER, "8": _FINANCE, "9": _OTHER,
}  # fmt: skip
_AREAS: Final = range(2, 9)


def headings(file: InputFile) -> dict[str, str]:
    """Our columns and what the file calls them; "" for one that it may lack and does."""
    best: dict[str, str] = {}
    for row in cell_rows(file):
        spelled = {schema.spelled(cell.strip()): cell.strip() for cell in row}
        found = {
            name: spelled[word] for name, words in SPELLINGS.items() for word in reversed(words) if word in spelled
        }
        best = max(best, found, key=len)
    return {**dict.fromkeys(_OPTIONAL, ""), **best}


def names_in(file: InputFile, titles: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """What the file itself calls its codes (accounts, ansvar and so on): SIE's records, or a column beside."""
    if is_sie(file):
        return sie.names_of(file)
    there = {schema.spelled(cell.strip()): cell.strip() for row in cell_rows(file) for cell in row}
    found: dict[tuple[str, str], str] = {}
    for name in ("konto", "ansvar", "tjänst", "motpart", "projekt"):
        title = titles.get(name) or ""
        beside = next((there[word] for form in _NAMED if (word := form.format(schema.spelled(title))) in there), None)
        if title and beside:
            contract = schema.Contract((schema.Column("kod", heading=title),
                                                    schema.Column("namn", heading=beside)))  # fmt: skip
            cells = read_cells(file, contract)
            found |= {(name, code): said for code, said in zip(cells["kod"], cells["namn"], strict=True) if said}
    return found


def registers(rows: pd.DataFrame, names: Names, nämnd: str) -> dict[str, pd.DataFrame]:
    """The registers that the postings (LEDGER rows) call for, by name; those of what no posting has are left out."""
    first = str(rows["period"].min())
    made = {
        "kontoplan": pd.DataFrame(_accounts(rows, names)),
        "kostnadsslag": pd.DataFrame(
            [{"kostnadsslag": slag, "benämning": said, "rad": rad, "ordning": n}
             for n, (slag, said, rad) in enumerate(LINES, 1)]
        ),
        "organisation": pd.DataFrame(_units(rows, names, nämnd)),
        "motparter": pd.DataFrame(_counterparts(rows, names, nämnd)),
        "tjänster": pd.DataFrame(_services(rows, names)),
        "projekt": pd.DataFrame(_projects(rows, names)),
    }  # fmt: skip
    held = {"giltig_från": first, "giltig_till": "", REMARK: terms.FÖRSLAG}
    return {name: frame.assign(**held) for name, frame in made.items() if len(frame)}


def slag_of(konto: str, name: str = "") -> str:
    """The kostnadsslag that an account's group in Kommun-Bas speaks for, `balans` for none.

    >>> slag_of("5010"), slag_of("6011"), slag_of("1510"), slag_of("3910", "Kommunbidrag")
    ('personal', 'lokaler', 'balans', 'kommunbidrag')
    """
    if konto[:1] in "389" and terms.KOMMUNBIDRAG in name.casefold():
        return terms.KOMMUNBIDRAG
    return GROUPS.get(konto[:2]) or GROUPS.get(konto[:1], _OTHER)


def _named(rows: pd.DataFrame, column: str, names: Names) -> dict[str, str]:
    """The codes that postings have in a column, in order, and what each is called; "" for one that is not said."""
    return {code: names.get((column, code), "") for code in sorted(rows[column].unique()) if code}


def _accounts(rows: pd.DataFrame, names: Names) -> Iterator[dict[str, str]]:
    for konto, name in _named(rows, "konto", names).items():
        yield {"konto": konto, "benämning": name or f"Konto {konto}", "kostnadsslag": slag_of(konto, name)}


def _units(rows: pd.DataFrame, names: Names, nämnd: str) -> Iterator[dict[str, object]]:
    codes = _named(rows, "ansvar", names)
    areas = _areas([*codes])
    order = sorted(set(areas.values())) or [*codes]
    for code, said in codes.items():
        name = said or f"Ansvar {code}"
        yield {"ansvar": code, "benämning": name, "verksamhetsområde": areas.get(code, name), "avdelning": nämnd,
               "ordning": 1 + order.index(areas.get(code, code))}  # fmt: skip


def _services(rows: pd.DataFrame, names: Names) -> Iterator[dict[str, object]]:
    codes = _named(rows, "tjänst", names)
    areas = _areas([*codes])
    for order, (code, name) in enumerate(codes.items(), 1):
        yield {"tjänst": code, "benämning": name or f"Tjänst {code}", "område": areas.get(code, "Tjänster"),
               "grupp": "tjänster", "ordning": order}  # fmt: skip


def _projects(rows: pd.DataFrame, names: Names) -> Iterator[dict[str, str]]:
    for code, name in _named(rows, "projekt", names).items():
        yield {"projekt": code, "benämning": name or f"Projekt {code}", "gren": terms.FÖRVALTNING}


def _areas(codes: list[str]) -> dict[str, str]:
    """Each ansvar's area by the first signs that its code shares with others; none where codes say nothing."""
    for length in range(1, max(map(len, codes), default=0)):
        starts = {code[:length] for code in codes}
        if len(starts) in _AREAS and len(starts) < len(codes):
            return {code: f"Område {code[:length]}" for code in codes}
    return {}


def _counterparts(rows: pd.DataFrame, names: Names, nämnd: str) -> Iterator[dict[str, str]]:
    for code, name in _named(rows, "motpart", names).items():
        said = name.casefold()
        other = "annan nämnd" if "nämnd" in said or "kommunstyrelse" in said else "extern"
        slag = terms.EGEN_NÄMND if said == nämnd.casefold() else other
        yield {"motpart": code, "benämning": name or f"Motpart {code}", "slag": slag}


def unproposed(made: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """What of the proposals a person must check, in plain words, a line each."""
    accounts, units = made["kontoplan"], made["organisation"]
    posted = accounts[accounts["kostnadsslag"] != terms.BALANS]
    yield f"kontoplan: {len(accounts)} konton har fått kostnadsslag efter sin klass i Kommun-Bas. Gå igenom dem."
    if not (accounts["kostnadsslag"] == terms.KOMMUNBIDRAG).any():
        yield "kontoplan: inget konto heter kommunbidrag. Ge det konto som är nämndens kommunbidrag det kostnadsslaget."
    yield from _group(accounts, (INVESTMENT,), "är investeringar i Kommun-Bas och står som balans. Stämmer det hos er?")
    yield from _group(posted, ("8", "9"), "är finansiella eller interna. Avgör var de hör hemma.")
    areas = units["verksamhetsområde"].nunique()
    yield f"organisation: {len(units)} ansvar i {areas} områden efter kodens början. Skriv rätt områden och namn."
    if (projects := made.get("projekt")) is not None:
        yield f"projekt: {len(projects)} projekt, alla i grenen {terms.FÖRVALTNING}. Ändra dem som är utveckling."
    if (services := made.get("tjänster")) is not None:
        yield (
            f"tjanster: {len(services)} tjänster i en grupp, med områden efter kodens början. Skriv rätt område och "
            "grupp, och registren pooler och nycklar. Peka sedan ut dem och kolumnen tjänst under källor."
        )
    if (others := made.get("motparter")) is not None and not (others["slag"] == terms.EGEN_NÄMND).any():
        yield f"motparter: {len(others)} motparter. Ge den egna nämnden slaget egen nämnd, och andra sitt."


def _group(accounts: pd.DataFrame, starts: Iterable[str], said: str) -> Iterator[str]:
    found = accounts.loc[accounts["konto"].str.startswith(tuple(starts)), "konto"]
    if len(found):
        yield f"kontoplan: {', '.join(found)} {said}"


_SOURCES, EXAMPLE_PERIOD = "källor:\n", "2025-08"  # in the template of settings


def read_ledger(sources: Sequence[Path], flags: Flags) -> tuple[dict[str, Any], pd.DataFrame, Names]:
    """The settings' `huvudbok` for some files of one kind, their rows (LEDGER) and what their codes are called.

    Raises DataError for what stops `ekonomi importera`, UsageError where there is no file or they differ in kind.
    """
    for path in sources:
        if not path.is_file():
            raise UsageError(f"Filen {path} finns inte. --fran är en huvudbok: Unit4 (CSV eller XLSX) eller SIE.")
    files = [InputFile(path.as_posix(), path.read_bytes()) for path in sources]
    if len({is_sie(file) for file in files}) > 1 or len({file.name for file in files}) < len(files):
        raise UsageError("--fran: filerna ska vara av samma slag, antingen SIE eller Unit4, och heta olika.")
    said = _sie(files, flags) if is_sie(files[0]) else {"kolumner": {**headings(files[0]), **flags["kolumner"]}}
    told = {**flags, **said}
    rows = pd.concat([read_delivery(file.fil, told).rows for file in files], ignore_index=True)
    numbers = {str(number): column for number, column in said.get("dimensioner", {}).items()}
    names = {(numbers.get(kind, kind), code): name
             for file in files for (kind, code), name in names_in(file, said.get("kolumner", {})).items()}  # fmt: skip
    return _source(files, told, rows, is_sie(files[0])), rows, names


def _sie(files: Iterable[InputFile], flags: Flags) -> dict[str, Any]:
    """Dimension 1 is ansvar, those called Motpart and Tjänst are just that; what `--dim` says comes first."""
    declared = {int(n): name.casefold() for file in files for n, name in sie.read_sie(file).dimensions.names.items()}
    asked = flags["dimensioner"]
    found = {n: name for n, name in declared.items() if name in ("motpart", "tjänst") and name not in asked.values()}
    return {"dimensioner": {**found, **asked}}


def _source(files: Sequence[InputFile], told: Flags, rows: pd.DataFrame, is_sie_: bool) -> dict[str, Any]:
    patterns = sorted({f"huvudbok/*{Path(file.name).suffix}" for file in files})
    # tjänster wait for pools: until those are written no report could be made
    empty = ["tjänst", *(name for name in ("motpart", "projekt") if not (rows[name] != "").any())]
    if is_sie_:
        held = {number: name for number, name in told["dimensioner"].items() if name not in empty}
        return {"filer": patterns, "format": "sie", "dimensioner": held}
    titles = {name: None if name in empty else title or None for name, title in told["kolumner"].items()}
    rest = {key: told[key] for key in ("tecken", "decimaltecken", "blad") if key in told}
    return {"filer": patterns, "format": "unit4", **rest, "kolumner": titles}


def own_settings(template: str, source: Mapping[str, Any], names: Iterable[str], period: str) -> str:
    """The template of settings with a ledger's source and registers, and its examples of the period's year."""
    held = {
        "huvudbok": dict(source),
        "registerfiler": {name: f"register/{name}.csv" for name in names if name != "tjänster"},
    }
    said = yaml.safe_dump(held, allow_unicode=True, sort_keys=False, width=110)
    källor = "".join(f"  {line}\n" for line in said.splitlines())
    dated = template.replace(EXAMPLE_PERIOD, period).replace(EXAMPLE_PERIOD[:4], period[:4])
    dated = dated.replace(f"{period[:4]}-09-01", f"{periods.shift(period, 1)}-01")  # when the forecast was decided
    return dated.replace(_SOURCES, _SOURCES + källor)
