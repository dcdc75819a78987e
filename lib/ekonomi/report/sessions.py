"""`get_report`: the report of a notebook's parameters, remembered while its inputs stay as they are."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from pathlib import Path

from ekonomi import terms
from ekonomi.params import FOLDER, Params, find_root, load_params, load_settings, make_params
from ekonomi.report.report import Report

OUTPUT = "output"
_shared: list[Report] = []
_remembered: dict[tuple[object, ...], tuple[object, object, Report]] = {}
OF_TEXTS = ("texts", "services")


def get_report(
    period: str, *, inställningar: str = "", status: str = terms.UTKAST, upplaga: str = terms.NÄMND
) -> Report:
    """Rapporten för en period, `"2025-03"`, efter inställningarna för en nämnd.

    Läser bara parametrar och inställningar; resten räknas när det efterfrågas. En cell som körs om kostar inget: samma
    rapport ges så länge inga filer har ändrats, och är det bara en text läses den om. Utan `inställningar` gäller de
    som `params/<period>.yaml` anger.
    Saknas filen är det ett `UsageError`; går params eller inställningar inte att läsa är det ett `DataError`.

    >>> from ekonomi import get_report
    >>> get_report("2025-03").title
    'Delårsrapport mars 2025'
    """
    root = find_root()
    named = inställningar or load_params(root / FOLDER / f"{period}.yaml").inställningar
    asked = make_params(period=period, inställningar=named, status=status, upplaga=upplaga)
    for report in _shared:
        if report.params == asked:
            return report
    key, report = (root, *asked.model_dump().values()), new_report(asked, root)
    data, texts = _inputs(report)
    if key not in _remembered or _remembered[key][0] != data:
        _remembered[key] = data, texts, report
    elif _remembered[key][1] != texts:
        anew = copy(_remembered[key][2])  # with all that it has made, but what the own texts stand in
        for part in OF_TEXTS:
            vars(anew).pop(part, None)
        _remembered[key] = data, texts, anew
    return _remembered[key][2]


def new_report(params: Params, root: Path | None = None, out: Path | None = None) -> Report:
    """A report that has read nothing but its params and settings. Raises DataError for either.

    `root` holds params/ (default: the nearest such folder). `out` holds earlier periods' reports, whose deviations
    stand beside this month's and whose closed years must not have moved (default: `output_folder`).
    """
    root = root or find_root()
    return Report(params, load_settings(params, root), root, out or output_folder(params, root))


def output_folder(params: Params, root: Path) -> Path:
    """Where a nämnd's reports stand unless told otherwise: output/ and the name of its settings file."""
    return root / OUTPUT / Path(params.inställningar).stem


@contextmanager
def sharing(report: Report) -> Iterator[Report]:
    """Within it, `get_report` of the same params gives `report`, in this process and its forks."""
    _shared.append(report)
    try:
        yield report
    finally:
        _shared.remove(report)


def _inputs(report: Report) -> tuple[object, object]:
    """What tells that data or settings, or that own texts have changed: path, size and moment of each file."""
    settings, told = report.settings, [report.root / report.params.inställningar]
    texts = report.root / settings.texter / report.period
    return _moments(*told, report.root / settings.data, report.out), _moments(texts)


def _moments(*paths: Path) -> list[tuple[str, int, int]]:
    files = [file for path in paths for file in (path, *path.rglob("*")) if file.is_file()]
    return sorted((str(file), file.stat().st_size, file.stat().st_mtime_ns) for file in files)
