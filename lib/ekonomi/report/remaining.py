"""`Report.kvar`: what a person must still do before the report is published."""

from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING, cast

import pandas as pd

from ekonomi import reconcile, style, terms
from ekonomi.errors import UPPLYSNING, Finding
from ekonomi.registry import named
from ekonomi.report.contents import contents
from ekonomi.table import Column, Table
from ekonomi.tables import layout
from ekonomi.tables.asked import named as asked_of

if TYPE_CHECKING:
    from ekonomi.prose import OwnText
    from ekonomi.report import Report

_HEADS = {"slag": "Slag", "vad": "Vad", "gör": "Att göra"}
DONE = "Inget är kvar."
_GO_THROUGH = f"Gå igenom raderna och ta bort ordet {terms.FÖRSLAG} i kolumnen anm."
_ANSWER = "Svara i registret kända, på serien och månaden."
_EXPLAIN = "Skriv en rad i registret justeringar, eller förklara i texten om prognosen."
MISSING = "saknas"  # in the name of a check of input that is not there


@named("Kvar före publicering", "Nr")
def kvar(report: "Report") -> Table:
    """See `Report.kvar`."""
    found = [*_found(report), *_proposed(report), *_texts(report), *_comments(report), *_remarks(report)]
    index = pd.Index([str(number) for number in range(1, len(found) + 1)], dtype="str")
    values = pd.DataFrame(found, columns=list(_HEADS), index=index)
    columns = tuple(Column(name, head, style.TEXT) for name, head in _HEADS.items())
    return Table(layout.rows_of(index), columns, values, empty=DONE)


def next_step(report: "Report") -> str | None:
    """The first of what is left, in order: missing input, proposals, texts, comments; None where all stands."""
    missing = ((_said(found), found.åtgärd) for found in report.findings if MISSING in found.kontroll.name.split())
    written = ((what, do) for _, what, do in (*_proposed(report), *_texts(report), *_comments(report)))
    return next((f"{what.removesuffix('.')}. {do}" for what, do in chain(missing, written)), None)


def _found(report: "Report") -> Iterator[tuple[str, str, str]]:
    """What the checks warn of, and the tie-outs that do not agree."""
    for finding in reconcile.failed(report.ties):
        yield "Avstämning", _said(finding), finding.åtgärd
    for finding in report.findings:
        if finding.kontroll.severity != UPPLYSNING:
            yield "Kontroll", _said(finding), finding.åtgärd


def _said(finding: Finding) -> str:
    return finding.line().removesuffix(finding.åtgärd).strip()


def _proposed(report: "Report") -> Iterator[tuple[str, str, str]]:
    """The registers with rows that `ekonomi ny --fran` proposed and no one has gone through."""
    registers = report.settings.källor.registerfiler
    own = (report.registers.counterparts["slag"] == terms.EGEN_NÄMND).any()
    for name in filter(None, registers.model_dump().values()):
        fil = f"{report.settings.data}/{name}"
        lines = (report.root / fil).read_text(encoding="utf-8", errors="replace").splitlines()
        count = sum(line.rpartition(";")[2] == terms.FÖRSLAG for line in lines)
        first = "Ge den egna nämnden slaget egen nämnd. " if name == registers.motparter and not own else ""
        if count:
            yield "Register", f"{fil}: {count} av {len(lines) - 1} rader är förslag", f"{first}{_GO_THROUGH}"


def _texts(report: "Report") -> Iterator[tuple[str, str, str]]:
    """The texts that the sections of the report ask for, and that no one has written."""
    held = contents(report.settings, report.root, report.params.upplaga)
    for text in dict.fromkeys(part.fil for section in held for part in section.texts):
        own, place = cast("OwnText", report.texts[text]), f"{report.settings.texter}/{report.period}/{text}.md"
        if own.missing:
            yield "Text", f"{text} saknas", f"Skriv {place}."
        elif own.old:
            yield (
                "Text",
                f"{text} är inte genomgången än ({own.old})",
                f"Gå igenom {place} och ta bort dess första rad.",
            )


def _comments(report: "Report") -> Iterator[tuple[str, str, str]]:
    for comment in report.missing_comments:
        said = f"{comment.rad} avviker {comment.shown} mnkr {comment.when}"
        yield "Avvikelse", said, f"Kommentera i {report.settings.texter}/{report.period}/{comment.text}.md."


def _remarks(report: "Report") -> Iterator[tuple[str, str, str]]:
    """What the table `att_fråga_om` asks about parts that no adjustment answers."""
    organisation = report.organisation.set_index("ansvar")["verksamhetsområde"].to_dict()
    rows = report.of_report(report.sources.adjustments)
    answered = {f"{organisation[row.ansvar]}{terms.DELAD}{row.kostnadsslag}" for row in rows.itertuples()}
    asked = report.outlook.asked
    for row in asked[~asked["serie"].isin(answered)].itertuples():
        said = f"{asked_of(str(row.serie), report.slag, report.tjänster)}, tkr: {row.fråga}"
        yield "Prognos", said, _ANSWER if row.månad else _EXPLAIN
