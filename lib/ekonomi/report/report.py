"""The report as an object: it knows how everything of a period is made, and makes nothing until asked."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from ekonomi import period as periods
from ekonomi import store, terms
from ekonomi.names import nearest
from ekonomi.params.published import table_name
from ekonomi.readers.text import decode
from ekonomi.registry import TABLE, Exhibit, Nothing, exhibit_of
from ekonomi.report import answers, explaining, fans, frames
from ekonomi.report.answers import Keys, Order
from ekonomi.report.contents import elsewhere
from ekonomi.report.parts import Parts
from ekonomi.sources.earlier import earlier_files
from ekonomi.sources.texts import text_hashes
from ekonomi.table import Table, gather
from ekonomi.tables import REGISTRY, published

if TYPE_CHECKING:
    from ekonomi.prose import Prose
    from ekonomi.report.what_if import Changed, Lines, Volumes

ASKED = (
    "Frågor: report.avvikelse(per=…, mot=…, där=…, vy=…), pivot(…), vägar(…), omfördelning(…), solfjäder(…)\n"
    "Poster: report.verifikationer(…), underlag(…). Alla belopp i en ram: report.belopp"
)
WHOLE = "tabeller"  # the store's entry of all that an edition holds
METADATA_MIME = "application/vnd.ekonomi+json"
# how tables and key figures look in JupyterLab; a page leaves out the cell that shows the report, and has its own style
LAB_STYLE = (
    ".tabell caption, .tabell th:first-child { text-align: left !important; } .tabell .enhet { opacity: .7; } "
    ".tabell .summa > * { font-weight: 600; } .tabell td.minus { color: #a33b20; } .tabell .not { font-size: 90%; } "
    "dl.nyckeltal { display: flex; flex-wrap: wrap; gap: 1rem 2.5rem; } dl.nyckeltal div { max-width: 12em; } "
    "dl.nyckeltal dt, dl.nyckeltal dd { float: none; width: auto; margin: 0; padding: 0; } "
    "dl.nyckeltal .varde { font-size: 1.7em; line-height: 1.4; }"
)
Make = Callable[..., Any]


class Report(Parts):
    """Rapporten för en period. Inget räknas förrän det efterfrågas, och varje sak räknas en gång.

    `report[tables.resultat]` ger en publicerad tabell, `report[prose.resultat]` meningarna om den och
    `report.texts["321_resultat"]` förvaltningens egen text. `report.tables["3.2.1 resultat"]` ger samma tabell efter
    sitt namn i siffror.csv. Belopp i ramarna är öre (int64), intäkt + och kostnad −. I frågorna till rapporten, som
    `report.avvikelse(…)`, går namn och koder lika bra; ett fel säger vad som ligger nära.

    >>> from ekonomi import get_report, tables
    >>> report = get_report("2025-03")
    >>> report[tables.resultat].cell("Resultat", "utfall").shown
    '8,6'
    """

    avvikelse = answers.avvikelse
    omfördelning = answers.omfördelning
    vägar = answers.vägar
    underlag = answers.underlag
    belopp = cached_property(frames.belopp)
    pivot = frames.pivot
    verifikationer = frames.verifikationer
    förklara = explaining.förklara
    solfjäder = fans.solfjäder

    def med(
        self,
        *,
        nycklar: "Keys | None" = None,
        ordning: "Order | None" = None,
        prognos: "Lines | None" = None,
        justering: "Lines | None" = None,
        volym: "Volumes | None" = None,
    ) -> "Changed":
        """En annan rapport, där något är ändrat; bara det som följer av ändringen räknas om, när det efterfrågas.

        `nycklar`, som gäller från årets början, och `ordning` är som i `omfördelning`. `prognos`: vad helårets prognos
        blir, i kronor med intäkt plus och kostnad minus, en rad eller flera:
        `{"ansvar": "Redovisningsstöd", "kostnadsslag": "personal", "belopp": -40_000_000}`. `justering`: ett känt
        belopp utöver den statistiska prognosen, som raderna i registret justeringar:
        `{"ansvar": …, "kostnadsslag": …, "belopp": 2_000_000, "period": "2025-10"}`. `volym`: årets antal hittills per
        tjänst eller ansvar, `{"Telefoni": 9_000}`, eller efter mått, `{"Telefoni": {"prognos": 36_000}}`.

        Svaret är en rapport som alla andra. `svar.bredvid(tables.prognos)` visar en tabell bredvid den som gäller nu.

        >>> from ekonomi import get_report, tables
        >>> report = get_report("2025-03")
        >>> högre = {"ansvar": "Redovisningsstöd", "kostnadsslag": "personal", "belopp": -40_000_000}
        >>> tänkt = report.med(prognos=högre)
        >>> tänkt.bredvid(tables.prognos).cell("Resultat", "prognos skillnad").shown
        '−23,3'
        """
        from ekonomi.report import what_if

        return what_if.changed(self, nycklar, ordning, prognos, justering, volym)

    def kvar(self) -> Table:
        """Det som är kvar att göra innan rapporten publiceras, med vad som ska göras.

        Avstämningar som inte går ihop, varningar om underlaget, texter som saknas, avvikelser över trösklarna som ingen
        har kommenterat, och det som den statistiska prognosen frågar om utan att en justering svarar.

        >>> from ekonomi import get_report
        >>> get_report("2025-03").kvar().columns[2].head
        'Att göra'
        """
        from ekonomi.report import remaining

        return remaining.kvar(self)

    def __getitem__(self, key: Make | tuple[Make, str]) -> Any:
        """Det som en funktion i `tables` eller `prose` gör av rapporten; `report[tables.uppdrag, namn]` en av flera.

        Ger `Nothing`, som säger varför, när upplagan inte har det eller när nämnden saknar underlaget. Raises KeyError
        for a function that makes nothing of a report, and for a key that does not exist, with those that are near.
        """
        make, one = key if isinstance(key, tuple) else (key, None)
        exhibit = exhibit_of(make)
        if exhibit is None:
            raise KeyError(
                f"{getattr(make, '__name__', make)} gör ingenting av en rapport: ange en funktion i tables eller prose"
            )
        if why := self._without(exhibit):
            return Nothing(why)
        if exhibit.each and one is None:
            return Several(tuple((name, self._made(exhibit, name)) for name in self._keys(exhibit)))
        if one is not None and one not in self._keys(exhibit):
            raise KeyError(f"{exhibit.id} har inte ”{one}”. Närmast: {nearest(one, self._keys(exhibit))}.")
        made = self._made(exhibit, *([] if one is None else [one]))
        return Nothing(f"{exhibit.id}: underlaget saknas") if made is None else made

    def _keys(self, exhibit: Exhibit) -> tuple[str, ...]:
        return tuple(getattr(self, exhibit.each) or ()) if exhibit.each else ()

    def _made(self, exhibit: Exhibit, *key: str) -> Any:
        """What the exhibit makes of this report, made once; a table by its published names."""
        named = (exhibit.id, exhibit.kind, *key)
        if named not in self._cache and self._recalled:
            self._cache = {**self._recalled[-1], **self._cache}
        if named not in self._cache:
            made = exhibit.made_of(self._part, *key)
            if isinstance(made, Table):
                made = published(made, self.settings, self.params.period, *key)
            self._cache[named] = made
        return self._cache[named]

    def _part(self, name: str) -> Any:
        """What a parameter of an exhibit's function stands for; `risks_file` is the file of the table risks."""
        from ekonomi.prose import Figures

        if name == "figures":
            return Figures(self.find)
        table = name.removesuffix("_file")
        return getattr(self, name) if table == name else self.files[table]

    def find(self, make: Make) -> Table | None:
        """The published table that a function makes; None where this report does not have it."""
        exhibit = exhibit_of(make)
        return self._made(exhibit) if exhibit and self.holds(make) else None

    def holds(self, make: Make) -> bool:
        """True where this edition has what a function makes, if the nämnd has what that is made of."""
        exhibit = exhibit_of(make)
        return exhibit is not None and not self._without(exhibit)

    def _without(self, exhibit: Exhibit) -> str:
        """Why this report does not hold an exhibit; "" of one that it does."""
        if exhibit.id in self.settings.utan and exhibit.kind == TABLE:
            return f"{exhibit.id}: inställningarna utelämnar tabellen i {self.title}"
        held = exhibit.in_edition(self.params.upplaga)
        return "" if held else f'{exhibit.id} finns i ekonomens upplaga: get_report(…, upplaga="{terms.EKONOM}")'

    @cached_property
    def tables(self) -> "Tables":
        """Every table of this edition by its published name, made when it is asked for."""
        return Tables(self)

    @cached_property
    def figures(self) -> pd.DataFrame:
        """Every printed figure of this edition, as siffror.csv (`table.TRACED`)."""
        if self._recalled:
            return self._recalled[1]
        return gather(table for table in self.tables.made(figures=True))

    @cached_property
    def prose(self) -> Mapping[str, "Prose"]:
        """The sentences of every section of this edition, by the section's id."""
        from ekonomi.prose import SECTIONS

        held = (one for make in SECTIONS if (one := exhibit_of(make)) and not self._without(one))
        sections = (one for one in held if (one.kind, one.id) not in self._elsewhere)
        return {one.id: made for one in sections if (made := self._made(one)) is not None}

    @cached_property
    def references(self) -> pd.DataFrame:
        """Every number in the sentences of this edition (`prose.references`)."""
        from ekonomi import prose

        return prose.references(self.prose)

    @cached_property
    def _elsewhere(self) -> frozenset[tuple[str, str]]:
        """Kind and id of what stands in no file: a notebook shows it, but no section here, and no own text cites it."""
        from ekonomi.prose.cited import cited_tables

        # the files and not `texts`: a section that asks for a figure has not read every text
        texts = map(decode, text_hashes(self.settings, self.root, self.period))
        cited = {name for source in texts for name in cited_tables(source)}
        found = elsewhere(self.settings, self.root, self.params.upplaga)
        names = {one: table_name(self.settings.tabeller, one, self.period) for _, one in found}
        return found - {(TABLE, one) for one, name in names.items() if name in cited}

    @cached_property
    def key(self) -> str | None:
        """What the store knows all of the report by but its own texts, which are read where they are shown."""
        if self._key is None:
            return None
        texts = self.root / self.settings.texter
        others = (path for path in texts.rglob("*.md") if not path.is_relative_to(texts / self.period))
        told = store.hashed({*others, *earlier_files(self.out, self.params)}, self.root)
        parts = [self._key, self.params.model_dump_json(), *told, self._closed[1]]
        return store.sha256("\n".join([*parts, *map(".".join, sorted(self._elsewhere))]).encode())

    @cached_property
    def ties(self) -> pd.DataFrame:
        """Every tie-out of this edition (`reconcile.COLUMNS`)."""
        from ekonomi import reconcile

        if self._recalled:
            return self._recalled[0]
        return reconcile.reconcile(
            ledger=self.booked,
            cube=self.cube,
            allocated=self.allocated,
            tables={table.id: table for table in self.tables.made(figures=True)},
            figures=self.figures,
            references=self.references,
            model=self.sources.model,
        )

    @cached_property
    def _recalled(self) -> "tuple[pd.DataFrame, pd.DataFrame, dict[tuple[str, ...], Any]] | None":
        """The tie-outs, figures and exhibits of this edition that an earlier process has stored; None without any."""
        if self._key is None:
            return None
        _ = self._told
        return store.held(self.root, WHOLE, self.key)

    def recall(self) -> None:
        """Have every figure and tie-out of this edition made, out of the store where they stand there."""
        made = self.ties, self.figures, self._cache
        if self._recalled is None:
            store.keep(self.root, WHOLE, self.key, made)

    @property
    def title(self) -> str:
        """`Delårsrapport mars 2025`, `Månadsrapport februari 2025`, `Årsrapport 2024`."""
        return periods.report_title(self.params.period, self.settings.kind(self.params.period))

    @property
    def marks(self) -> tuple[str, ...]:
        """What every page and workbook must say of itself: that it is a draft, that its data are an example."""
        draft = "Utkast" if self.params.status == terms.UTKAST else ""
        return tuple(mark for mark in (draft, self.settings.märkning) if mark)

    @property
    def metadata(self) -> dict[str, Any]:
        """What a page says of itself, and which headings it prints or leaves out."""
        return {
            "titel": self.title,
            "undertitel": self.settings.förvaltning,
            "nämnd": self.settings.nämnd,
            "märkning": self.settings.märkning,
            "status": self.params.status,
            "upplaga": self.params.upplaga,
            "rubriker": dict(self.settings.rubriker),
        }

    def __repr__(self) -> str:
        words = " · ".join([self.title, self.settings.nämnd, *self.marks, f"{self.params.upplaga}ens upplaga"])
        known = "\n".join(f"  {name}" for name in self.tables)
        return f"{words}\n{ASKED}\nTabeller, report.tables[…]:\n{known}"

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        words = " · ".join([self.title, self.settings.nämnd, *self.marks])
        shown = f"<style>{LAB_STYLE}</style><p>{escape(words)}</p>"
        return {METADATA_MIME: self.metadata, "text/html": shown, "text/plain": words}


class Several(tuple[tuple[str, Table], ...]):
    """Tables that belong together, each under its own heading."""

    def _repr_html_(self) -> str:
        return "\n".join(f"<h2>{escape(name[:1].upper() + name[1:])}</h2>\n{made._repr_html_()}" for name, made in self)


class Tables(Mapping[str, Table]):
    """The tables of a report's edition by their published names, each made when it is asked for."""

    def __init__(self, report: Report) -> None:
        self._report = report

    @cached_property
    def _names(self) -> dict[str, tuple[Exhibit, tuple[str, ...]]]:
        report = self._report
        found: dict[str, tuple[Exhibit, tuple[str, ...]]] = {}
        for make in REGISTRY:
            exhibit = exhibit_of(make)
            if exhibit is not None and not report._without(exhibit):
                for key in [(name,) for name in report._keys(exhibit)] if exhibit.each else [()]:
                    name = table_name(report.settings.tabeller, exhibit.id, report.period, *key)
                    found[name] = exhibit, key
        return found

    def __getitem__(self, name: str) -> Table:
        if name not in self._names:
            raise KeyError(f"rapporten har inte tabellen ”{name}”. Närmast: {nearest(name, self._names)}.")
        exhibit, key = self._names[name]
        made = self._report._made(exhibit, *key)
        if made is None:
            raise KeyError(f"tabellen ”{name}” saknar underlag i den här rapporten")
        return made

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def made(self, *, figures: bool = False) -> Iterator[Table]:
        """What stands in the files, in order: what a section shows, or a sentence has a figure of.

        With `figures` only the tables whose numbers are the report's own.
        """
        elsewhere = self._report._elsewhere
        said = set(self._report.references["tabell"]) if elsewhere else set()
        for name, (exhibit, key) in self._names.items():
            here = (TABLE, exhibit.id) not in elsewhere or name in said
            if here and (exhibit.figures or not figures):
                made = self._report._made(exhibit, *key)
                if made is not None:
                    yield made
