"""What stands in the books twice: a month, a posting, a row of the budget."""

from collections.abc import Iterator

import pandas as pd

from ekonomi import schema, sets, terms
from ekonomi.errors import STOPPAR, VARNING, Check, Found
from ekonomi.gates.books import CODES, POSTING, Books

LINE = ["beloppstyp", "version", *CODES, "kostnadsslag", "period"]  # what a plan says once, in one of its files
_ALIKE = [key for key in POSTING if key != "verifikation"]


@Check("månad levererad två gånger", STOPPAR, limits=("upprepad_andel",),
       action="Ta bort den ena filen, eller ta ut månaden på nytt.")  # fmt: skip
def same_month_twice(books: Books) -> Iterator[Found]:
    """Samma verifikationer står två gånger i en månad, i en fil eller i två."""
    for month in books.double_months:
        rows = books.posted(period=month)
        rows = rows[_twice(rows)]
        files = sorted({books.fil(str(källa)) for källa in rows["källa"]})
        later = rows[rows["källa"] == rows["källa"].max()]
        again = later[later.duplicated(POSTING)] if len(files) == 1 else later
        others = f"också i {', '.join(files[:-1])}" if len(files) > 1 else "två gånger i filen"
        found = f"{rows['verifikation'].nunique()} verifikationer i {month} som står {others}"
        yield Found(files[-1], again["rad"].min(), books.headings["verifikation"], found, "varje verifikation en gång")


def _twice(rows: pd.DataFrame) -> pd.Series:
    """True for rows of a month that stand there more than once, and for vouchers that stand in more than one file."""
    voucher = rows.groupby("verifikation", sort=False)["källa"]
    return rows.duplicated(POSTING, keep=False) | (voucher.transform("nunique") > 1)


@Check("dubblett", VARNING, limits=("dubblett_kronor",), action="Kontrollera om samma underlag är bokfört två gånger.")
def duplicates(books: Books) -> Iterator[Found]:
    """Två poster i samma månad med samma kodsträng, belopp och text men olika verifikation, samma verifikation två
    gånger, eller två lika rader i en budget eller prognos.

    And rows of a budget or forecast of the year that say the same as another row of it, every month.
    """
    size = books.limits.dubblett_kronor * terms.ÖRE_PER_KRONA
    year = sets.narrowed(books.utfall, period=books.months.__contains__)
    rows = sets.asked(lambda utfall: alike(utfall, size, books.months[0]), year)
    rows = rows[~rows["period"].isin(books.double_months)]
    for _, group in rows.sort_values(["källa", "rad"]).groupby(_ALIKE, sort=False):
        yield _duplicate(books, *group.head(2).to_dict("records"))
    plans = books.plans[books.plans["period"] >= books.months[0]]
    same = plans[plans.duplicated([*LINE, "belopp"])]
    same = same.assign(på=same["konto"].where(same["konto"] != "", same["kostnadsslag"]))
    doubled = same.groupby(["källa", "rad", "beloppstyp", "på"], as_index=False)["belopp"].sum()
    for källa, rad, kind, code, belopp in doubled[doubled["belopp"].abs() >= size].itertuples(index=False):
        found = f"samma kodsträng och belopp som på en tidigare rad, på {code}, {schema.kronor(belopp)} på året"
        action = f"Ta bort raden om {kind}en är inlagd två gånger."
        yield Found(books.fil(str(källa)), rad, None, found, "varje kodsträng en gång", action)


@Check("kodsträng i flera filer", VARNING, limits=("dubblett_kronor",),
       action="Ta bort den fil eller rad som inte gäller. Låt stå om beloppen ska läggas ihop.")  # fmt: skip
def in_several_files(books: Books) -> Iterator[Found]:
    """Samma kodsträng med olika belopp i flera filer med årets budget eller prognos, som två versioner av en arbetsbok
    från prognosrundan, eller på flera rader i en av rundans arbetsböcker; de läggs ihop.

    On several rows of a file that is the whole plan it is as ordinary as a plan of activities that the report does not
    read.
    """
    plans = books.plans[books.plans["period"] >= books.months[0]]
    files = plans.groupby(["beloppstyp", "version"])["källa"].transform("nunique")
    row = plans["rad"].where((plans["beloppstyp"] == terms.PROGNOS) & (files > 1), 0)
    by = [*LINE, "källa", row.rename("för sig")]
    each = plans.groupby(by, sort=False, observed=True).agg(belopp=("belopp", "sum"), rad=("rad", "min"))
    each = each.reset_index()
    more = each[each.duplicated(LINE) & ~each.duplicated([*LINE, "belopp"])]
    for (kind, version), rows in more.groupby(["beloppstyp", "version"]):
        if rows["belopp"].abs().sum() >= books.limits.dubblett_kronor * terms.ÖRE_PER_KRONA:
            count, total = len(rows[[*CODES, "kostnadsslag"]].drop_duplicates()), schema.kronor(rows["belopp"].sum())
            many = "kodsträngar" if count > 1 else "kodsträng"
            found = f"{count} {many} i {kind} {version} på fler än en plats, de senare {total} (intäkt +)"
            yield Found(*books.start_of(rows), found, "varje kodsträng en gång")


def alike(utfall: "sets.Table", size: float, since: str) -> "sets.Table":
    """The rows with a text from a month on, of at least a size, that say what another of them says."""
    large = utfall.filter((utfall["belopp"].abs() >= size) & (utfall["text"] != "") & (utfall["period"] >= since))
    counted = large.group_by(_ALIKE).aggregate(lika=large.count())
    return large.semi_join(counted.filter(counted["lika"] > 1), _ALIKE)


def _duplicate(books: Books, first: dict, again: dict) -> Found:
    place = f"konto {again['konto']}, ansvar {again['ansvar']}, {schema.quoted(again['text'])}"
    numbers = " och ".join(dict.fromkeys([first["verifikation"], again["verifikation"]]))
    other = "" if first["källa"] == again["källa"] else f"{books.fil(first['källa'])}, "
    same = f"samma post som {other}rad {first['rad']} (verifikation {numbers})"
    found = f"{schema.kronor(again['belopp'])} på {place}, {same}"
    where = books.fil(again["källa"]), again["rad"], books.headings["belopp"]
    return Found(*where, found, "varje underlag bokfört en gång")
