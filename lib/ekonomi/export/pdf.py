"""rapport.pdf: the page on paper, tagged for those who listen, printed by the Chromium that is installed.

Chromium tags its PDFs (headings, lists, tables with scopes, alternative texts, language) since version 85. It
writes the moment and the browser's own numbers of the elements into the file; they are replaced here, so that
the same page gives the same bytes in the same browser with the same fonts. Another version may give others.
"""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from ekonomi.errors import EkonomiError

NAME = "rapport.pdf"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge", "microsoft-edge")
MISSING = (
    "Ingen Chromium hittades, så rapport.pdf kan inte göras. Installera Chromium, Google Chrome eller Microsoft Edge "
    "(på Debian: apt install chromium) så att programmet finns på PATH."
)
_SECONDS = 180
_NO_PROXY = "127.0.0.1:9"  # the discard port: nothing answers there, so nothing can be fetched
_DATE = re.compile(rb"(/(?:CreationDate|ModDate) \(D:)\d{14}(?=[^)]*\))")
_NODE = re.compile(rb"node(\d{8})")


class PdfError(EkonomiError):
    """The PDF cannot be made: no browser, or one that failed."""


def find_browser() -> str:
    """The path of an installed Chromium. Raises PdfError, which says how to install one."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise PdfError(MISSING)
    return found


def write_pdf(browser: str, page: Path, target: Path) -> None:
    """Print `page` to `target` as a tagged PDF, without a network and in a profile thrown away after.

    Raises PdfError where the browser fails or takes more than three minutes.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        printed = Path(profile) / NAME
        command = [browser, *_options(profile), f"--print-to-pdf={printed}", page.resolve().as_uri()]
        try:
            done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired):
            done = None
        if done is None or done.returncode or not printed.is_file():
            raise PdfError(f"Webbläsaren {browser} kunde inte göra rapport.pdf. Pröva att starta den för hand.")
        target.write_bytes(stable(printed.read_bytes()))


def _options(profile: str) -> list[str]:
    options = [
        *("--headless", "--disable-gpu", "--no-first-run", "--disable-extensions", "--disable-sync"),
        *("--disable-background-networking", "--disable-component-update", f"--proxy-server={_NO_PROXY}"),
        *(f"--user-data-dir={profile}", "--no-pdf-header-footer"),
        *("--export-tagged-pdf", "--generate-pdf-document-outline"),
    ]
    # Chromium's sandbox does not start for root, who makes reports in containers; the page runs no script
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [*options, "--no-sandbox"] if root else options


def stable(pdf: bytes) -> bytes:
    """The PDF without what differs from run to run, at the same length so that its offsets hold.

    Elements keep their order: the number n of them becomes its rank.
    """
    dated = _DATE.sub(rb"\g<1>20000101000000", pdf)
    numbers = sorted(set(_NODE.findall(dated)))
    rank = {number: b"node%08d" % place for place, number in enumerate(numbers, start=1)}
    return _NODE.sub(lambda found: rank[found.group(1)], dated)
