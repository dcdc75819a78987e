"""A workspace for a nämnd of one's own: one that runs at once on example data, or one from a ledger.

Everything is made beside the folder and put in its place last: a fault on the way leaves nothing behind.
"""

import re
import shutil
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path

import pandas as pd

from ekonomi import terms
from ekonomi.errors import UsageError
from ekonomi.export.folder import building
from ekonomi.importing.flags import Flags
from ekonomi.importing.ledger import own_settings, read_ledger, registers, unproposed
from ekonomi.importing.next_period import Prepared
from ekonomi.names import slug
from ekonomi.params import FOLDER, load_params, load_settings
from ekonomi.prose.own import EXAMPLE_MARK
from ekonomi.report.contents import NOTEBOOKS, contents

PACKAGE = Path(str(files("ekonomi")))
TEMPLATES = PACKAGE / "importing" / "mallar"
EXAMPLE, PERIOD = "grundskolenamnden", "2025-08"
SCHEMAS = "*.schema.json"
_LABEL = "Exempeldata – byt mot nämndens egna filer och ta bort den här raden"
_NAME = r"[\w .,&()/–-]+"


Fill = Callable[[Path, str, str], Prepared]


def shipped() -> Path:
    """The folder with the notebooks and the example: in the package, or where the package is a checkout's."""
    inside = PACKAGE / "exempel"
    return inside if inside.is_dir() else PACKAGE.parents[1]


def new_workspace(folder: Path, name: str, fill: Fill) -> Prepared:
    """Make `folder` a workspace of the nämnd `name`, with what `fill` puts there beside the notebooks.

    Raises UsageError where something stands in the folder already, or where the name cannot be a nämnd's.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} är inte tom. Ange en mapp som inte finns, eller en tom.")
    stem = slug(name, "_")
    if not stem or not re.fullmatch(_NAME, name):
        raise UsageError("--namnd: skriv nämndens namn med bokstäver, till exempel Kulturnämnden.")
    with building(folder.resolve(), lambda: None) as place:
        source = shipped()
        shutil.copytree(source / NOTEBOOKS, place / NOTEBOOKS, ignore=shutil.ignore_patterns(".*", "__pycache__"))
        (place / FOLDER).mkdir()
        for schema in (source / FOLDER).glob(SCHEMAS):
            shutil.copy(schema, place / FOLDER)
        made = fill(place, name, stem)
        (place / ".gitignore").write_text("output/\n.ekonomi/\n", encoding="utf-8")
        shutil.copy(TEMPLATES / "register.md", place / "data" / "LASMIG.md")
        told = (TEMPLATES / "arbetsplats.md").read_text(encoding="utf-8")
        steps = "\n".join(f"{number}. {line}" for number, line in enumerate(made.left, 1))
        (place / "LASMIG.md").write_text(told.format(nämnd=name, steg=steps), encoding="utf-8")
    return made


def from_example(place: Path, name: str, stem: str) -> Prepared:
    """Fill a workspace with the example nämnd's data, registers, settings and texts, under the new name."""
    source = shipped()
    shutil.copytree(source / "data" / EXAMPLE, place / "data", ignore=shutil.ignore_patterns("README.md"))
    text = (source / FOLDER / f"{EXAMPLE}.yaml").read_text(encoding="utf-8")
    settings, params = f"{FOLDER}/{stem}.yaml", f"{FOLDER}/{PERIOD}.yaml"
    (place / settings).write_text(named(text, name, _LABEL), encoding="utf-8")
    write_params(place, stem, PERIOD)
    texts = source / FOLDER / "texter" / EXAMPLE / PERIOD
    for path in texts.glob("*.md"):
        content = f"{EXAMPLE_MARK}\n\n{path.read_text(encoding='utf-8')}"
        write(place / FOLDER / "texter" / PERIOD / path.name, content)
    return Prepared(
        (f"{settings} och {params}: inställningar och period.",
         "data: exempelfiler och register; data/LASMIG.md förklarar varje kolumn.",
         f"{FOLDER}/texter/{PERIOD}: exempeltexter, märkta som exempel.",
         f"{NOTEBOOKS}: rapportens anteckningsböcker."),
        (f"Kör `ekonomi rapport {params}` och se hur exemplet ser ut.",
         f"Byt huvudboken i data/huvudbok mot er egen, och rubrikerna under källor.huvudbok.kolumner i {settings}.",
         "Byt raderna i data/register: kontoplan, kostnadsslag och organisation.",
         "Byt budget och prognos, och raderna om dem under källor.",
         f"Ta bort ur {settings} det som nämnden inte har: personal, mått, volymer, uppdrag, åtgärder, risker och "
         "avsnitten om dem.",
         f"Skriv egna texter i {FOLDER}/texter/{PERIOD} och ta bort första raden i den som är klar.",
         f"Kör `ekonomi kontroll {params}`: den säger vad som återstår."),
    )  # fmt: skip


def from_ledger(sources: Sequence[Path], flags: Flags) -> Fill:
    """What fills a workspace out of a ledger: it read as any other, its registers proposed, its settings written."""

    def fill(place: Path, name: str, stem: str) -> Prepared:
        source, rows, names = read_ledger(sources, flags)
        made = registers(rows, names, name)
        for path in sources:
            write_bytes(place / "data" / "huvudbok" / path.name, path.read_bytes())
        for register, frame in made.items():
            write(place / "data" / "register" / f"{slug(register)}.csv", frame.to_csv(sep=";", index=False))
        settings, period = f"{FOLDER}/{stem}.yaml", str(rows["period"].max())
        text = (TEMPLATES / "installningar.yaml").read_text(encoding="utf-8")
        write(place / settings, own_settings(named(text, name), source, made, period))
        write_params(place, stem, period)
        params = place / FOLDER / f"{period}.yaml"
        slots = [text.fil for part in contents(load_settings(load_params(params), place), place, terms.NÄMND)
                 for text in part.texts]  # fmt: skip
        for slot in slots:
            write(place / FOLDER / "texter" / period / f"{slot}.md", "")
        return _made(settings, period, rows, [*unproposed(made)])

    return fill


def _made(settings: str, period: str, rows: pd.DataFrame, check: Sequence[str]) -> Prepared:
    params, first = f"{FOLDER}/{period}.yaml", str(rows["period"].min())
    return Prepared(
        (f"Huvudboken: {len(rows)} rader från {first} till {period}.",
         f"{settings} och {params}: inställningar och period.",
         "data/register: förslag till register, märkta i kolumnen anm; data/LASMIG.md förklarar varje kolumn.",
         f"{FOLDER}/texter/{period}: en tom fil för varje text som rapporten har.",
         f"{NOTEBOOKS}: rapportens anteckningsböcker."),
        (*("data/register/" + line.replace(":", ".csv:", 1) for line in check),
         "Har nämnden tjänster eller projekt som inte hittades? Skriv då vad kolumnerna heter under källor.huvudbok "
         f"i {settings}, och lägg till deras register.",
         f"Lägg budget och prognos i data och ta bort # framför dem, och framför 323_prognos, i {settings}.",
         f"Kör `ekonomi kontroll {params}`: den säger vad som återstår. Kör sedan `ekonomi rapport {params}`."),
    )  # fmt: skip


def named(text: str, name: str, label: str = "") -> str:
    """The example's settings with the new nämnd's name, its data in `data` and its texts in `params/texter`."""
    values = {"nämnd": name, "förvaltning": f"{name.removesuffix('nämnden')}förvaltningen", "märkning": label,
              "data": "data", "texter": f"{FOLDER}/texter"}  # fmt: skip
    if not name.endswith("nämnden"):
        values["förvaltning"] = f"Förvaltningen för {name}"
    for key, value in values.items():
        text = re.sub(rf"^{key}: .*$", f'{key}: "{value}"', text, count=1, flags=re.MULTILINE)
    return text


def write_params(place: Path, stem: str, period: str) -> None:
    """The params of a report, and the same in the notebooks, so that each also runs alone."""
    text = (shipped() / FOLDER / f"{EXAMPLE}-{PERIOD}.yaml").read_text(encoding="utf-8")
    write(place / FOLDER / f"{period}.yaml", text.replace(PERIOD, period).replace(EXAMPLE, stem))
    for notebook in (place / NOTEBOOKS).glob("*.ipynb"):
        cells = notebook.read_text(encoding="utf-8")
        for name, value in (("period", period), ("inställningar", f"{FOLDER}/{stem}.yaml")):
            cells = re.sub(rf'("{name} = \\")[^"\\]+', rf"\g<1>{value}", cells)
        write(notebook, cells)


def write_bytes(path: Path, data: bytes) -> None:
    """A file as it is, and the folders that it stands in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def write(path: Path, text: str) -> None:
    """A text file, and the folders that it stands in."""
    write_bytes(path, text.encode("utf-8"))
