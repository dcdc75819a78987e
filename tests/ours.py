"""The project's own files in folders where a user has files of her own as well: `params/` and its texts."""

import subprocess
from pathlib import Path


def ours(folder: Path, pattern: str) -> list[Path]:
    """The files under a folder that git knows, by a pattern as `rglob` has it; all of them outside a checkout."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=folder, capture_output=True, text=True, check=False)
    known = {folder / name for name in listed.stdout.split("\0")}
    return sorted(path for path in folder.rglob(pattern) if path.is_file() and (listed.returncode or path in known))
