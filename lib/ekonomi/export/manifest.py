"""manifest.json: what went into a run and what came out, so that it can be checked and made again."""

import json
import platform
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from ekonomi import gates, store, terms
from ekonomi.errors import Finding
from ekonomi.params import Params, Settings
from ekonomi.report.contents import NOTEBOOKS
from ekonomi.sources.earlier import CLOSED, earlier_files
from ekonomi.store import sha256, versions

NAME = "manifest.json"
KEY = "nyckel"
EDITION = "-ekonom"
_TORN = (OSError, ValueError, KeyError, TypeError, AttributeError)  # what reading a manifest that is none raises


def folder_name(params: Params) -> str:
    """What a report's folder is called: its period, and `-ekonom` after it for the economist's edition."""
    return params.period + (EDITION if params.upplaga == terms.EKONOM else "")


def params_of(folder: Path) -> dict[str, Any] | None:
    """The params of the report in a folder, as its manifest tells them; None where it is no report of ours."""
    with suppress(*_TORN):
        params: dict[str, Any] = json.loads((folder / NAME).read_text(encoding="utf-8"))["parametrar"]
        return params if {"inställningar", "status"} <= params.keys() else None
    return None


def manifest(
    params: Params, inputs: Mapping[str, str], outputs: Mapping[str, bytes], root: Path, told: Mapping[str, object]
) -> str:
    """The manifest as JSON, keys sorted; it holds no moment and no path of this machine.

    `inputs`: SHA-256 by the file's path from `root`. `outputs`: each file's bytes by its path in the output.
    `told`: kontroller (the lines of the checks), stängda_år (sums of earlier years per konto, öre, income +) and
    nyckel (`key_of`).
    """
    commit = git(root, "rev-parse", "HEAD")
    content = {
        "indata": dict(inputs),
        "utdata": {name: sha256(data) for name, data in outputs.items()},
        **told,
        "parametrar": params.model_dump(),
        "commit": None if commit is None else commit.decode().strip(),
        "python": platform.python_version(),
        "paket": {"ekonomi": version("ekonomi"), **dict(versions())},
    }
    return json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def checked(findings: Iterable[Finding], ledger: pd.DataFrame, period: str) -> dict[str, object]:
    """What the checks found, and the sums of the years before `period` that the next run compares with.

    `ledger`: beloppstyp, period, konto, belopp (int64, öre, income +).
    """
    sums = {
        str(year): dict(zip(part["konto"], part["belopp"].tolist(), strict=True))
        for year, part in gates.closed_years(ledger, period).groupby("år")
    }
    return {"kontroller": [finding.said() for finding in findings], CLOSED: sums}


def git(root: Path, *words: str) -> bytes | None:
    """What git answers in a folder; None where there is no git, or it does not know."""
    try:
        answer = subprocess.run(["git", "-C", str(root), *words], capture_output=True, check=False)
    except OSError:
        return None
    return answer.stdout if answer.returncode == 0 else None


def key_of(params: Params, settings: Settings, params_file: Path, root: Path, out: Path) -> str | None:
    """SHA-256 of the content of everything that a run of `params` reads, the package and its dependencies among it.

    None where a source is a database, whose content no file tells.
    """
    told = store.told_by(settings, root)
    if told is None:
        return None
    told += store.hashed({*_inputs(params, settings, root), *earlier_files(out, params), params_file}, root)
    commit = git(root, "rev-parse", "HEAD") or b""
    return sha256("\n".join([params.model_dump_json(), *store.made_by(), *sorted(told)]).encode() + commit)


def is_unchanged(target: Path, key: str | None) -> bool:
    """True where the report in a folder was made of just this, and every file of it is as the run left it."""
    with suppress(*_TORN):
        told = json.loads((target / NAME).read_text(encoding="utf-8"))
        made = told["utdata"].items()
        return key is not None and told[KEY] == key and all(sha256((target / f).read_bytes()) == h for f, h in made)
    return False


def _inputs(params: Params, settings: Settings, root: Path) -> Iterator[Path]:
    yield root / params.inställningar
    yield from (root / settings.texter / params.period).rglob("*.md")
    yield from (root / NOTEBOOKS / f"{name}.ipynb" for name in (*settings.avsnitt, *settings.bilagor))
