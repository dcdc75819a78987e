"""Own texts read against the report: what they cite, what they claim, and whether all of them are written."""

from collections.abc import Container, Iterable, Iterator
from pathlib import Path
from typing import Final

from ekonomi import tables, terms
from ekonomi.claims import contradicted, sentences
from ekonomi.comments import SERVICE_TEXT
from ekonomi.errors import STOPPAR, VARNING, Check, Finding, Found
from ekonomi.names import nearest
from ekonomi.params import Settings
from ekonomi.prose.cited import citations, signed_lines
from ekonomi.registry import Nothing, exhibit_of
from ekonomi.report import Report
from ekonomi.report.contents import Contents, Text, contents, headings_anywhere, slots_anywhere
from ekonomi.report.report import Several
from ekonomi.sources.postings import unanswered
from ekonomi.table import Table

OFULLSTÄNDIG: Final = Check(
    "ofullständig rapport", STOPPAR,
    finds="En fastställd rapport där en text saknas eller är märkt som gammal, en avvikelse över trösklarna inte är "
    "kommenterad, en rad i prognosrundan är obesvarad, ett underskott i prognosen över tröskeln saknar förslag till "
    "åtgärder eller ingenting står under en rubrik.",
    action="Skriv det som saknas, eller kör rapporten som utkast.")  # fmt: skip


def proofread(report: Report, root: Path) -> list[Finding]:
    """Everything that the checks of own texts find, what stops first; a fastställd report must be whole."""
    sections = list(contents(report.settings, root, report.params.upplaga))
    whole = unwritten(report, sections) if report.params.status == terms.FASTSTÄLLD else []
    return [*unknown_cells(report), *whole, *against_tables(report, sections), *signs(report), *unplaced(report, root)]


@Check("hänvisning i text", STOPPAR, action="Rätta namnet; det står i siffror.csv.")
def unknown_cells(report: Report) -> Iterator[Found]:
    """En hänvisning i en egen text, {{ tabell | rad | kolumn }}, till en cell som inte finns."""
    for name, source in report.texts.sources.items():
        for cited in citations(source, report.texts.look):
            if cited.fault:
                found = f"{cited.written}: {cited.fault}"
                yield Found(_file(report, name), cited.line, None, found, "en cell i rapporten")


@OFULLSTÄNDIG
def unwritten(report: Report, sections: list[Contents]) -> Iterator[Found]:
    """The texts of the sections, and the comments that the thresholds call for, that are not written."""
    parts = {part.fil: section.name for section in sections for part in section.texts}
    for fil, section in parts.items():
        if report.texts[fil].missing:
            yield Found(_file(report, fil), None, None, "ingen text", f"texten i avsnittet {section}")
        elif old := report.texts[fil].old:
            action = "Gå igenom texten och ta bort dess första rad, eller kör rapporten som utkast."
            found = f"märket ”{old}, inte genomgången än”"
            yield Found(_file(report, fil), 1, None, found, "en genomgången text", action)
    for comment in report.missing_comments:
        if comment.text not in parts:
            expected = f"en kommentar: {comment.reason}"
            yield Found(_file(report, comment.text), None, None, "ingen text", expected)
    for open_lines in report.findings:
        if open_lines.kontroll == unanswered.check:
            yield Found(open_lines.fil, open_lines.rad, None, open_lines.funnet, "ett svar på varje rad")
    if deficit := report.unanswered_deficit:
        source = report.files.get("actions") or report.settings.place("källor")[0]
        found = f"inga förslag, och en prognos {deficit} mnkr från budget"
        action = "Skriv minst ett förslag i registret åtgärder, eller kör rapporten som utkast."
        yield Found(source, None, None, found, "förslag till åtgärder", action)


@OFULLSTÄNDIG
def nothing_under(settings: Settings, headings: Iterable[str]) -> Iterator[Found]:
    """The headings of a fastställd report that nothing stands under."""
    for heading in headings:
        fil = settings.place("rubriker")[0]
        action = "Ta fram innehållet, skriv null för rubriken i inställningarna, eller kör rapporten som utkast."
        yield Found(fil, None, None, f"ingenting under rubriken ”{heading}”", "en text eller en tabell", action)


@Check("text mot tabell", VARNING, action="Rätta texten, eller hänvisa till cellen: {{ tabell | rad | kolumn }}.")
def against_tables(report: Report, sections: list[Contents]) -> Iterator[Found]:
    """En mening i en egen text som nämner en rad i avsnittets tabell, och ett belopp som raden inte har, eller högre,
    lägre, överskott eller underskott mot avvikelsens tecken."""
    names = dict(report.settings.förkortningar)
    sources = report.texts.sources
    for shown, parts in read_together(report, sections, sources):
        for part in parts:
            said = sentences(sources[part.fil], part.rubrik)
            for claim in contradicted(said, shown, names):
                found = f"”{claim.said}” om {claim.rad}"
                yield Found(_file(report, part.fil), claim.line, None, found, f"{claim.cell}, tabell {claim.table}")


def read_together(
    report: Report, sections: Iterable[Contents], names: Container[str]
) -> Iterator[tuple[list[Table], list[Text]]]:
    """The texts of some names that are read together with tables: those of a section, of each tjänst by its name."""
    lines = report.service_lines
    named = [] if lines is None else lines[["tjänst", "rad"]].itertuples(index=False)
    pages = tuple(Text(rad, SERVICE_TEXT.format(code)) for code, rad in named)
    for makes, parts in (*((one.tables, one.texts) for one in sections), (("tjänsteuppföljning",), pages)):
        if written := [part for part in parts if part.fil in names]:
            yield [table for make in makes for table in _shown(report[getattr(tables, make)])], written


def _shown(made: Table | Several | Nothing) -> tuple[Table, ...]:
    if isinstance(made, Nothing):
        return ()
    return (made,) if isinstance(made, Table) else tuple(table for _, table in made)


@Check("minus som punkt", VARNING,
       action="Raden visas med sitt tecken. Skriv −8,6 utan mellanslag, eller * om det är en lista.")  # fmt: skip
def signs(report: Report) -> Iterator[Found]:
    """En rad i en egen text som börjar med tecken, mellanslag och belopp: ett minus eller en punkt i en lista."""
    for name, source in report.texts.sources.items():
        for line, sign in signed_lines(source):
            yield Found(_file(report, name), line, None, f"”{sign} ” före ett belopp", "ett tecken intill beloppet")


@Check("namn utan plats", VARNING, action="Rätta namnet, eller ta bort det.")
def unplaced(report: Report, root: Path) -> Iterator[Found]:
    """En textruta, rubrik, tabell eller rad i inställningarna som inte finns, eller en egen text som inget avsnitt
    visar."""
    settings, slots = report.settings, slots_anywhere(root)
    texts = slots | {part.fil for parts in settings.textrutor.values() for part in parts}
    made = {name for name, make in vars(tables).items() if callable(make) and exhibit_of(make)}
    areas = report[tables.tjänstekostnader] if settings.kommentarer else None
    rows = {row.name for row in areas.rows} if isinstance(areas, Table) else set(settings.kommentarer)
    known = {
        "textrutor": ("textrutan", slots),
        "rubriker": ("rubriken", headings_anywhere(root) | _words(report)),
        "tabeller": ("tabellen", made),
        "utan": ("tabellen", made),
        "kommentarer": ("raden", rows),
    }
    for key, (word, names) in known.items():
        for place, name in enumerate(given := getattr(settings, key)):
            if name not in names:
                where = settings.place(key, name if isinstance(given, dict) else place)
                yield Found(*where, f"{word} ”{name}”", _one(name, names))
    for rad, name in settings.kommentarer.items():
        if name not in texts:
            yield Found(*settings.place("kommentarer", rad), f"texten ”{name}”", _one(name, texts))
    if report.service_lines is not None:
        texts |= {SERVICE_TEXT.format(code) for code in report.service_lines["tjänst"]}
    for name in sorted({*report.texts.sources} - {*texts, *settings.kommentarer.values()}):
        yield Found(_file(report, name), None, None, "en text som inget avsnitt visar", _one(name, texts))


def _words(report: Report) -> set[str]:
    """The texts of the side files: some stand as headings, as the perspectives of uppdrag do."""
    columns = (table[name] for table in report.sources.tables.values() for name in table if table[name].dtype == "str")
    return {word[:1].upper() + word[1:] for column in columns for word in map(str, column.unique())}


def _one(name: str, known: Iterable[str]) -> str:
    return f"ett namn som finns; närmast: {nearest(name, known)}"


def _file(report: Report, name: str) -> str:
    return f"{report.settings.texter}/{report.period}/{name}.md"
