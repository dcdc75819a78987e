"""Sentences of what the forecast asks: of the rest of the year, and of the nämnd."""

from collections.abc import Iterator

from ekonomi import tables
from ekonomi.prose.parts import Figures, Sentence, prose, sentence
from ekonomi.prose.words import COSTS, RESULT, against_budget, by, compared, is_or_was
from ekonomi.tables import actions
from ekonomi.tables.layout import december
from ekonomi.tables.pace import AHEAD, BOOKED, CHANGE, SO_FAR, STEP, STEP_LAST_YEAR

_OWN = tables.vad_prognosen_kräver


@prose()
def vad_prognosen_kräver(figures: Figures) -> Iterator[Sentence]:
    """Vad prognosen lämnar för kostnader i månaden resten av året, och hur det var förra året.

    >>> print(report[prose.vad_prognosen_kräver])
    Prognosen räknar med kostnader på 124,0 mnkr i månaden resten av året, jämfört med 115,7 mnkr hittills. ...
    """
    if not figures.known(_OWN, COSTS, STEP):
        return
    ahead, so_far = (figures.size(_OWN, COSTS, column) for column in (AHEAD, SO_FAR))
    yield sentence(
        "Prognosen räknar med kostnader på ", ahead, " i månaden resten av året, jämfört med ", so_far, " hittills."
    )
    if not figures.known(_OWN, COSTS, STEP_LAST_YEAR):
        return
    # costs stand with minus in the table
    now = by(figures, (_OWN, COSTS, STEP), "minskar därmed", "ökar därmed", "ändras därmed inte")
    ago = by(figures, (_OWN, COSTS, STEP_LAST_YEAR), "minskade den", "ökade den", "ändrades den inte")
    yield sentence("Månadskostnaden ", *now, "; förra året ", *ago, " mellan samma delar av året.")


@prose()
def prognosens_väg(figures: Figures, period: str) -> Iterator[Sentence]:
    """Hur den senaste prognosen, eller bokslutet, står mot den förra, och hur mycket av det som är bokfört.

    >>> print(skola[prose.prognosens_väg])
    I den senaste prognosen är helårets resultat 1,7 mnkr sämre än i prognosen i mars. ...
    """
    own = figures.table(tables.prognosens_väg)
    stops = [column for column in own.columns if f"{CHANGE} {column.name}" in own.values] if own else []
    if len(stops) < 2:
        return
    before, now = stops[-2:]
    verb, earlier = is_or_was(period), before.name.replace(" ", "en i ")
    begin = "Helårets resultat blev " if december(period) else "I den senaste prognosen är helårets resultat "
    change = (tables.prognosens_väg, RESULT, f"{CHANGE} {now.name}")
    sign, than = figures.sign(*change), f" än i {earlier}"
    yield sentence(
        begin, *compared(figures, change, f"bättre{than}", f"sämre{than}", f"oförändrat sedan {earlier}"), "."
    )
    booked = against_budget(figures, (tables.prognosens_väg, RESULT, f"{BOOKED} {now.name}"))
    since = f"I de månader som har bokförts sedan dess {verb} resultatet "
    # a year may beat its last forecast though the months since fell short of budget
    apart = december(period) and sign * figures.sign(tables.prognosens_väg, RESULT, f"{BOOKED} {now.name}") < 0
    but = f", men prognosen hade räknat med ett ännu {'sämre' if sign > 0 else 'bättre'} resultat" if apart else ""
    yield sentence(since, *booked, but, ".")


@prose()
def åtgärdsbehov(figures: Figures) -> Iterator[Sentence]:
    """Att ett underskott över nämndens tröskel kräver åtgärder, och om de föreslagna räcker.

    >>> print(skola[prose.åtgärdsbehov])
    Prognosen visar ett underskott mot budget på 5,8 mnkr. Nämnden behöver därför besluta om åtgärder. ...
    """
    own, column = tables.åtgärdsbehov, actions.AMOUNT
    if not figures.known(own, actions.DEFICIT, column):
        return
    yield sentence(
        "Prognosen visar ett underskott mot budget på ",
        *(figures.size(own, actions.DEFICIT, column), ". Nämnden behöver därför besluta om åtgärder."),
    )
    if not figures.known(own, actions.PROPOSED, column):
        return
    if figures.sign(own, actions.PROPOSED, column) == 0:
        yield sentence("Ännu är inga åtgärder föreslagna som ger effekt i år.")
        return
    given, left = figures.size(own, actions.PROPOSED, column), figures.size(own, actions.LEFT, column)
    begin = ("De föreslagna åtgärderna väntas ge ", given, " i år")
    short = figures.sign(own, actions.LEFT, column) < 0
    yield sentence(*begin, *((". Det räcker inte: ", left, " återstår.") if short else (" och täcker underskottet.",)))
