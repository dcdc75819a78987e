"""What a ledger alone lets one propose: which headings it has, and the registers, each row marked as a proposal.

The kostnadsslag follow the account classes of Kommun-Bas (SKR, *Kommun-Bas 21*: class 1–2 balance sheet, 3 income,
4 purchases and grants, its group 40 investments, 5 personnel, 6–7 other costs with group 60–61 premises, 8 finance).
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import pandas as pd

from ekonomi import schema, terms
from ekonomi.importing.formats import is_sie
from ekonomi.readers import sie
from ekonomi.readers.files import InputFile
from ekonomi.readers.tabular import cell_rows, read_cells

Names = Mapping[tuple[str, str], str]  # what a code of a column is called
PROPOSED: Final = "förslag"
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
            contract = schema.Contract("huvudbok", (schema.Column("kod", heading=title),
                                                    schema.Column("namn", heading=beside)))  # fmt: skip
            cells = read_cells(file, contract)
            found |= {(name, code): said for code, said in zip(cells["kod"], cells["namn"], strict=True) if said}
    return found


def registers(rows: pd.DataFrame, names: Names, nämnd: str) -> dict[str, pd.DataFrame]:
    """The registers that the postings (LEDGER rows) call for, by name; those of what no posting has are left out."""
    first = str(rows["period"].min())
    made = {
        "kontoplan": pd.DataFrame(_accounts(rows["konto"], names)),
        "kostnadsslag": pd.DataFrame(
            [{"kostnadsslag": slag, "benämning": said, "rad": rad, "ordning": n}
             for n, (slag, said, rad) in enumerate(LINES, 1)]
        ),
        "organisation": pd.DataFrame(_units(rows["ansvar"], names, nämnd)),
    }  # fmt: skip
    if parts := [*_counterparts(rows["motpart"], names, nämnd)]:
        made["motparter"] = pd.DataFrame(parts)
    if services := [*_services(rows["tjänst"], names)]:
        made["tjänster"] = pd.DataFrame(services)
    if projects := _codes(rows["projekt"]):
        said = [names.get(("projekt", code), "") or f"Projekt {code}" for code in projects]
        made["projekt"] = pd.DataFrame({"projekt": projects, "benämning": said, "gren": terms.FÖRVALTNING})
    return {name: frame.assign(giltig_från=first, giltig_till="", **{REMARK: PROPOSED}) for name, frame in made.items()}


def slag_of(konto: str, name: str = "") -> str:
    """The kostnadsslag that an account's group in Kommun-Bas speaks for, `balans` for none.

    >>> slag_of("5010"), slag_of("6011"), slag_of("1510"), slag_of("3910", "Kommunbidrag")
    ('personal', 'lokaler', 'balans', 'kommunbidrag')
    """
    if konto[:1] in "389" and terms.KOMMUNBIDRAG in name.casefold():
        return terms.KOMMUNBIDRAG
    return GROUPS.get(konto[:2]) or GROUPS.get(konto[:1], _OTHER)


def _codes(column: pd.Series) -> list[str]:
    return sorted(code for code in column.unique() if code)


def _accounts(column: pd.Series, names: Names) -> Iterator[dict[str, str]]:
    for konto in _codes(column):
        name = names.get(("konto", konto), "")
        yield {"konto": konto, "benämning": name or f"Konto {konto}", "kostnadsslag": slag_of(konto, name)}


def _units(column: pd.Series, names: Names, nämnd: str) -> Iterator[dict[str, object]]:
    codes = _codes(column)
    areas = _areas(codes)
    for code in codes:
        name = names.get(("ansvar", code), "") or f"Ansvar {code}"
        area = areas[code] if areas else name
        order = 1 + (sorted(set(areas.values())).index(area) if areas else codes.index(code))
        yield {"ansvar": code, "benämning": name, "verksamhetsområde": area, "avdelning": nämnd, "ordning": order}


def _services(column: pd.Series, names: Names) -> Iterator[dict[str, object]]:
    codes = _codes(column)
    areas = _areas(codes)
    for order, code in enumerate(codes, 1):
        name = names.get(("tjänst", code), "") or f"Tjänst {code}"
        yield {"tjänst": code, "benämning": name, "område": areas.get(code, "Tjänster"), "grupp": "tjänster",
               "ordning": order}  # fmt: skip


def _areas(codes: list[str]) -> dict[str, str]:
    """Each ansvar's area by the first signs that its code shares with others; none where codes say nothing."""
    for length in range(1, max(map(len, codes), default=0)):
        starts = {code[:length] for code in codes}
        if len(starts) in _AREAS and len(starts) < len(codes):
            return {code: f"Område {code[:length]}" for code in codes}
    return {}


def _counterparts(column: pd.Series, names: Names, nämnd: str) -> Iterator[dict[str, str]]:
    for code in _codes(column):
        name = names.get(("motpart", code), "")
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
