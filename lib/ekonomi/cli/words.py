"""Help, usage and errors of the command line, in Swedish."""

import codecs
import errno
import io
import os
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

import click

from ekonomi.errors import LABELS, STOPPAR, UPPLYSNING, VARNING, Finding

PATH: Any = click.Path(path_type=Path)
OLD_STANDS = "Det som stod i målmappen förut står kvar."
SYSTEM = {
    errno.ENOSPC: "disken är full",
    errno.EACCES: "behörighet saknas",
    errno.EPERM: "åtgärden är inte tillåten",
    errno.EROFS: "disken går inte att skriva på",
    errno.ENOTDIR: "något på vägen är ingen mapp",
    errno.EISDIR: "det är en mapp, inte en fil",
}

# what stands for a sign that the console or the file of redirected output has no room for
PLAINER: Final = str.maketrans({"\u2212": "-", "–": "-", "”": '"', "’": "'", "→": "->", "…": "...", "\u202f": " "})

# what many are called, and one where that is another word than it goes by here
PLURALS = {"stopp": "stopp", "varning": "varningar", "upplysning": "upplysningar", "siffra": "siffror",
           "fil": "filer", "rad": "rader", "serie": "serier", "arbetsbok": "arbetsböcker"}  # fmt: skip


COLOURS = {STOPPAR: "red", VARNING: "yellow", UPPLYSNING: "cyan"}


def coloured(finding: Finding) -> str:
    """A finding as it is said, its first word in colour: on a terminal, where NO_COLOR is not set (no-color.org)."""
    said, severity = finding.said(), finding.kontroll.severity
    word = LABELS[severity]
    if os.environ.get("NO_COLOR"):
        return said
    return click.style(word, fg=COLOURS[severity], bold=True) + said.removeprefix(word)


def counted(count: int, word: str) -> str:
    """How many there are of a word in `PLURALS`: `1 varning`, `4 135 siffror`."""
    return f"{count:,}".replace(",", "\u00a0") + f" {word if count == 1 else PLURALS[word]}"


EXIT_CODES = [
    ("0", "klart"),
    ("1", "underlaget, innehållet i en fil eller avstämningen stoppar"),
    ("2", "kommandot är fel skrivet, eller en fil som det nämner finns inte"),
    ("130", "avbrutet"),
]


class Command(click.Command):
    """A command whose help is in Swedish."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """One line: how the command is written."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), "Så här: ")

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """The words after the command's name."""
        return [piece.replace("[OPTIONS]", "[FLAGGOR]") for piece in super().collect_usage_pieces(ctx)]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options with what they do."""
        found = [param.get_help_record(ctx) for param in self.get_params(ctx)]
        records = [record for record in found if record and record[1]]
        with formatter.section("Flaggor"):
            formatter.write_dl([(names, text.replace("[required]", "[måste anges]")) for names, text in records])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Examples, one a line, as they are written."""
        if self.epilog:
            with formatter.section("Exempel"):
                formatter.write("".join(f"  {line}\n" for line in self.epilog.splitlines()))

    def get_help_option_names(self, ctx: click.Context) -> list[str]:
        """The same in whatever context: click keeps the option of the first that asks."""
        return ["--help", "--hjalp", "-h"]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """--help, explained in Swedish."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "Visa den här hjälpen."
        return option


class Group(Command, click.Group):
    """The commands, listed in Swedish."""

    command_class = Command

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, and then the commands."""
        Command.format_options(self, ctx, formatter)
        with formatter.section("Kommandon"):
            formatter.write_dl([(name, self.commands[name].get_short_help_str(200)) for name in self.commands])
        with formatter.section("Utgångskoder"):
            formatter.write_dl(EXIT_CODES)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """The words after the program's name."""
        return ["KOMMANDO", "…"]


def usage(error: click.UsageError, commands: Iterable[str]) -> str:
    """What is wrong with the words given, as one Swedish line; a word that is none is answered with the nearest."""
    if isinstance(error, click.NoSuchOption):
        return f"Flaggan {error.option_name} finns inte.{_near(error.option_name, error.possibilities)}"
    if isinstance(error, click.MissingParameter):
        return f"{_name(error)} saknas."
    if isinstance(error, click.BadParameter):
        return f"{_name(error)} har ett värde som inte går att använda."
    if isinstance(error, click.BadOptionUsage):
        return f"Flaggan {error.option_name} är inte rätt använd; den kan sakna ett värde."
    if isinstance(error, click.NoSuchCommand):
        said = _near(error.command_name, error.possibilities) or f" Kommandon: {', '.join(commands)}."
        return f"Kommandot {error.command_name} finns inte.{said}"
    return "Kommandot är inte rätt skrivet."


def _near(word: str, names: Iterable[str] | None) -> str:
    """The one of some names that a word most likely is; the dashes of flags are no likeness."""
    bare = {name.lstrip("-"): name for name in names or ()}
    near = get_close_matches(word.lstrip("-"), list(bare), n=1)
    return f" Menade du {bare[near[0]]}?" if near else ""


def _name(error: click.BadParameter) -> str:
    param: Any = error.param
    if param is None:
        return "Ett värde"
    return f"Flaggan {param.opts[0]}" if isinstance(param, click.Option) else str(param.human_readable_name)


def system_error(error: OSError) -> str | None:
    """What the operating system refused, as one Swedish line; None where it says nothing we know."""
    if error.errno not in SYSTEM:
        return None
    place = f" ({error.filename})" if error.filename else ""
    return f"Det gick inte: {SYSTEM[error.errno]}{place}. {OLD_STANDS}"


def write_plainer(streams: Iterable[object]) -> None:
    """Let streams of few signs (CP1252, CP850) write `-` for a minus, rather than stop when all the work is done."""
    codecs.register_error("plainer", _plainer)
    for stream in streams:
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="plainer")


def _plainer(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    signs = error.object[error.start : error.end].translate(PLAINER)
    bare = (unicodedata.normalize("NFKD", sign).encode("ascii", "ignore").decode() for sign in signs)
    return "".join(sign or "?" for sign in bare), error.end
