"""Whether a report still stands as its inputs would make it again: the one key of all that a run reads."""

import json
from collections.abc import Iterator
from pathlib import Path

from ekonomi import store
from ekonomi.export.contents import NOTEBOOKS
from ekonomi.export.manifest import KEY, NAME, git
from ekonomi.params import Params, Settings
from ekonomi.sources.earlier import FIGURES
from ekonomi.store import sha256


def key_of(params: Params, settings: Settings, params_file: Path, root: Path, out: Path) -> str | None:
    """SHA-256 of the content of everything that a run of `params` reads, the package and its dependencies among it.

    None where a source is a database, whose content no file tells.
    """
    told = store.told_by(settings, root)
    if told is None:
        return None
    told += store.hashed({*_inputs(params, settings, root), *_earlier(out, params), params_file}, root)
    commit = git(root, "rev-parse", "HEAD") or b""
    return sha256("\n".join([params.model_dump_json(), *store.made_by(), *sorted(told)]).encode() + commit)


def is_unchanged(target: Path, key: str | None) -> bool:
    """True where the report in a folder was made of just this, and every file of it is as the run left it."""
    try:
        told = json.loads((target / NAME).read_text(encoding="utf-8"))
        made = told["utdata"].items()
        return key is not None and told[KEY] == key and all(sha256((target / f).read_bytes()) == h for f, h in made)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _inputs(params: Params, settings: Settings, root: Path) -> Iterator[Path]:
    """The settings, the period's own texts, and the notebooks."""
    yield root / params.inställningar
    yield from (root / settings.texter / params.period).rglob("*.md")
    yield from (root / NOTEBOOKS / f"{name}.ipynb" for name in (*settings.avsnitt, *settings.bilagor))


def _earlier(out: Path, params: Params) -> Iterator[Path]:
    """The figures and manifests that runs for the periods before have left for this one to read."""
    for folder in out.glob("????-??"):
        if folder.name < params.period:
            yield from (folder / name for name in (NAME, FIGURES))
