"""The pages of the site that are made from the code: a hook of mkdocs (`make docs`).

Every command from the command line's own tree, and what an economist meets in a notebook from its Swedish docstring.
"""

import inspect
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from ekonomi import Report, charts, cli, förhandsvisa, get_report, prose, tables, utforska
from ekonomi.cli.words import EXIT_CODES
from ekonomi.registry import exhibit_of
from ekonomi.report.what_if import Changed

ROOT = Path(__file__).resolve().parents[1]
QUESTIONS = (Report.avvikelse, Report.pivot, Report.verifikationer, Report.vägar, Report.omfördelning)
MORE = (Report.underlag, Report.förklara, Report.med, Report.kvar, Changed, Changed.bredvid, utforska, förhandsvisa)
ASKED = (get_report, Report, Report.belopp, *QUESTIONS, *MORE)
SECTIONS = [made for made in vars(prose).values() if inspect.isfunction(made) and exhibit_of(made)]
_CALLED = {
    name
    for page in (ROOT / "notebooks").glob("*.ipynb")
    for name in re.findall(r"charts\.(\w+)", page.read_text("utf-8"))
}
CHARTS = [getattr(charts, name) for name in sorted(_CALLED)]
HEADS = {Report: "Rapporten", Changed: "Den tänkta rapporten", Changed.bredvid: "tänkt.bredvid"}
NAMED = {get_report: "get_report", utforska: "utforska", förhandsvisa: "förhandsvisa"}


def on_config(config: MkDocsConfig) -> None:
    """No page for addresses that lead nowhere: files are not served, and that page finds its style only on a server."""
    config.theme.static_templates.discard("404.html")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that no file in docs/ holds."""
    for path, text in pages().items():
        files.append(File.generated(config, path, content=text))
    return files


def on_page_markdown(markdown: str, page: Page, **_: Any) -> str:
    """Links out of docs/ lead to the page that the site has of that file; a search finds the handbook first."""
    if page.file.src_uri.startswith(("beslut/", "andringar")):
        page.meta["search"] = {"boost": 0.3}
    return markdown.replace("](../../CONTRIBUTING.md)", "](../bidra.md)")


def pages() -> dict[str, str]:
    """Each generated page by its path in the site."""
    return {
        "kommandon.md": commands(),
        "api/fragor.md": reference(
            "Frågor i anteckningsböcker",
            "Det du skriver i en cell. [Orden](../handbok/fraga_rapporten.md#orden) är desamma i alla frågor.",
            [(_head(met), met) for met in ASKED],
        ),
        "api/tabeller.md": reference("Tabeller", "Skrivs `report[tables.namn]`.", _named("tables", tables.REGISTRY)),
        "api/meningar.md": reference("Meningar", "Skrivs `report[prose.namn]`.", _named("prose", SECTIONS)),
        "api/diagram.md": reference("Diagram", "Får sina tabeller som argument.", _named("charts", CHARTS)),
        "bidra.md": _outside("CONTRIBUTING.md"),
        "andringar.md": _outside("CHANGELOG.md"),
    }


def commands() -> str:
    """Every command with its words, its options and its examples."""
    codes = "".join(f"| {code} | {meaning} |\n" for code, meaning in EXIT_CODES)
    parts = [_command(name, command) for name, command in cli.app.commands.items()]
    return "\n".join(
        ["# Kommandon\n", "Det som `ekonomi KOMMANDO --help` visar.\n", *parts,
         "## Utgångskoder\n", f"| kod | betyder |\n|---|---|\n{codes}"]
    )  # fmt: skip


def _command(name: str, command: click.Command) -> str:
    context = click.Context(command, info_name=name, parent=click.Context(cli.app, info_name="ekonomi"))
    words = " ".join(command.collect_usage_pieces(context))
    options = [param for param in command.params if isinstance(param, click.Option)]
    records = [found for found in (option.get_help_record(context) for option in options) if found]
    rows = "".join(f"| `{names}` | {_cell(told)} |\n" for names, told in records)
    flags = f"\n| flagga | gör |\n|---|---|\n{rows}" if rows else ""
    examples = f"```sh\n{inspect.cleandoc(command.epilog or '')}\n```\n"
    return (
        f"## ekonomi {name}\n\n{inspect.cleandoc(command.help or '')}\n\n```text\nekonomi {name} {words}\n```\n\n"
        f"{examples}{flags}"
    )


def _cell(text: str) -> str:
    return text.replace("[required]", "[måste anges]").replace("|", "\\|").replace("\n", " ")


def reference(title: str, said: str, met: Iterable[tuple[str, Any]]) -> str:
    """A page with a heading, a signature and the docstring of each."""
    return "\n".join([f"# {title}\n", f"{said}\n", *(_entry(head, each) for head, each in met)])


def _named(home: str, made: Iterable[Callable[..., Any]]) -> list[tuple[str, Any]]:
    return [(f"{home}.{one.__name__}", one) for one in made]


def _head(met: Any) -> str:
    name = getattr(met, "attrname", None) or met.__name__
    return HEADS.get(met) or NAMED.get(met) or f"report.{name}"


def _entry(head: str, met: Any) -> str:
    told = inspect.getdoc(met) or ""
    return f"## {head}\n\n{_signature(head, met)}{_markdown(told)}\n"


def _signature(head: str, met: Any) -> str:
    """How it is called, for what is asked by hand; an exhibit's parameters are the report's to fill in."""
    if not inspect.isfunction(met) or exhibit_of(met):
        return ""
    own = "." in head  # its first parameter is the report
    words = [
        one.name if one.default is one.empty else f"{one.name}={one.default!r}"
        for one in [*inspect.signature(met).parameters.values()][own:]
    ]
    call = f"{head}({', '.join(words)})".replace("'", '"')
    return f"```text\n{call}\n```\n\n"


def _markdown(told: str) -> str:
    """A docstring's paragraphs, its examples in fences."""
    blocks = re.split(r"\n\s*\n", told.strip())
    return "\n\n".join(f"```python\n{block}\n```" if block.startswith(">>>") else block for block in blocks)


def _outside(name: str) -> str:
    """A page that stands beside docs/, its links counted from the site's root."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return re.sub(r"\]\((docs/)?(?!https?:|#)", "](", text)
