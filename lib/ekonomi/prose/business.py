"""Sentences of 2.1.1 and 3.1.1: growth and årsarbetare."""

from ekonomi import period as periods
from ekonomi import terms
from ekonomi.prose import words
from ekonomi.prose.parts import Figures, Number, Prose, Sentence, Tables, listed, sentence
from ekonomi.tables.layout import LINES, december
from ekonomi.tables.staff import ROW
from ekonomi.tables.volume import FULL_YEAR, INCOME, SO_FAR

_VOLUME, _STAFF = "2.1.1 volym", "3.1.1 personalvolym"
_SAID = {
    terms.PERSONAL: "personalkostnaderna",
    terms.KONSULT: "konsultkostnaderna",
    terms.IT: "kostnaderna för IT-program, IT-tjänster, hyra och leasing av IT-utrustning",
    terms.ÖVRIGA: "övriga kostnader",
}


def volym(tables: Tables, period: str) -> Prose:
    """2.1.1: how income and each kind of cost grew against the year before; nothing where that is unknown."""
    figures = Figures(tables)
    found = []
    if figures.known(_VOLUME, INCOME, SO_FAR):
        growth = words.change(figures, _VOLUME, INCOME, SO_FAR)
        found.append(
            sentence(
                "Intäkterna, inklusive kommunbidrag, har ", growth, f" jämfört med {words.year_ago(period)}."
            )
        )
    rows = {LINES[line]: said for line, said in _SAID.items()}
    costs = [
        (f"{said} har ", *words.change(figures, _VOLUME, row, SO_FAR))
        for row, said in rows.items()
        if figures.known(_VOLUME, row, SO_FAR)
    ]
    found += [sentence(listed(costs), ".")] if costs else []
    if not december(period) and figures.known(_VOLUME, INCOME, FULL_YEAR):
        found.append(_forecast_growth(figures))
    return Prose(tuple(found))


def _forecast_growth(figures: Figures) -> Sentence:
    begin = "För helåret väntas intäkterna, inklusive kommunbidrag, "
    sign = figures.sign(_VOLUME, INCOME, FULL_YEAR)
    if sign == 0:
        return sentence(begin, "bli oförändrade jämfört med förra året.")
    verb = "öka" if sign > 0 else "minska"
    return sentence(
        begin, f"{verb} med ", figures.size(_VOLUME, INCOME, FULL_YEAR), " jämfört med förra året."
    )


def _known(figures: Figures, table: str, row: str, columns: tuple[str, ...]) -> list[Number | None]:
    return [figures.signed(table, row, name) if figures.known(table, row, name) else None for name in columns]


def personalvolym(tables: Tables, period: str) -> Prose:
    """3.1.1: årsarbetare so far beside a year ago, and the forecast beside the outcome of the last year."""
    figures = Figures(tables)
    year = periods.year(period)
    names = (
        "aktuell period ack",
        "motsvarande period föregående år",
        f"prognos {year}",
        f"utfall {year - 1}",
    )
    now, ago, forecast, before = _known(figures, _STAFF, ROW, names)
    if now is None:
        return Prose(())
    compared = () if ago is None else (", jämfört med ", ago, f" {words.year_ago(period)}")
    verb = "motsvarade" if december(period) else "motsvarar"
    found = [sentence(f"{words.over(period)} {verb} den arbetade tiden ", now, compared, ".")]
    if forecast is not None and not december(period):
        ended = () if before is None else (f"; under {year - 1} var utfallet ", before)
        found.append(sentence(f"Prognosen för {year} är ", forecast, ended, "."))
    return Prose(tuple(found))
