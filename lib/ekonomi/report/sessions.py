"""`get_report`: the report of a notebook's parameters, remembered while its inputs stay as they are."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ekonomi import terms
from ekonomi.params import FOLDER, Params, find_root, load_params, load_settings, make_params
from ekonomi.report.report import Report

OUTPUT = "output"
_shared: list[Report] = []
_remembered: dict[tuple[object, ...], tuple[object, Report]] = {}


def get_report(
    period: str, *, inställningar: str = "", status: str = terms.UTKAST, upplaga: str = terms.NÄMND
) -> Report:
    """Rapporten för en period, `"2025-03"`, efter inställningarna för en nämnd.

    Läser bara parametrar och inställningar; resten räknas när det efterfrågas. En cell som körs om kostar inget: samma
    rapport ges så länge inga filer har ändrats. Utan `inställningar` gäller de som `params/<period>.yaml` anger.
    Saknas filen är det ett `UsageError`; går params eller inställningar inte att läsa är det ett `DataError`.

    >>> from ekonomi import get_report
    >>> get_report("2025-03", inställningar="params/intraservice.yaml").title
    'Delårsrapport mars 2025'
    """
    root = find_root()
    named = inställningar or load_params(root / FOLDER / f"{period}.yaml").inställningar
    asked = make_params(period=period, inställningar=named, status=status, upplaga=upplaga)
    for report in _shared:
        if report.params == asked:
            return report
    key, report = (root, *asked.model_dump().values()), new_report(asked, root)
    now = _inputs(report)
    if key not in _remembered or _remembered[key][0] != now:
        _remembered[key] = now, report
    return _remembered[key][1]


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


def _inputs(report: Report) -> object:
    """What tells that an input has changed: path, size and moment of each file of data, texts and settings."""
    settings = report.settings
    folders = (report.root / settings.data, report.root / settings.texter / report.period, report.out)
    files = [report.root / report.params.inställningar]
    files += [path for folder in folders if folder.is_dir() for path in folder.rglob("*") if path.is_file()]
    return sorted((str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files)
