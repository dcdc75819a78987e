"""What the checks found, shown in the notebook where the ledger is first read."""

import sys
from collections.abc import Sequence
from html import escape

from ekonomi.errors import VARNING, Finding

FOUND_MIME = "application/vnd.ekonomi.fynd+json"
_MOST = 10


def tell(findings: Sequence[Finding]) -> None:
    """Show the findings in a notebook's output, warnings at once and notes folded; elsewhere the caller tells them.

    The output carries `FOUND_MIME`, by which an export leaves it out.
    """
    shell = sys.modules.get("IPython") and sys.modules["IPython"].get_ipython()
    if shell is None or not findings:
        return
    from IPython.display import display

    lines = [finding.said() for finding in findings]
    warned = sum(finding.kontroll.severity == VARNING for finding in findings)
    shown = "".join(f"<li>{escape(line)}</li>" for line in lines[:_MOST])
    more = f"<li>och {len(lines) - _MOST} till: ekonomi kontroll visar alla</li>" if len(lines) > _MOST else ""
    words = f"Kontrollerna av underlaget: {warned} varningar, {len(lines) - warned} upplysningar"
    opened = " open" if warned else ""
    html = f"<details{opened}><summary>{words}</summary><ul>{shown}{more}</ul></details>"
    data = {FOUND_MIME: lines, "text/html": html, "text/plain": "\n".join([words, *lines])}
    display(data, raw=True)
