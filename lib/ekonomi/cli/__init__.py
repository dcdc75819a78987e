"""The command line: `ekonomi rapport`, `kontroll`, `prognos`, `utvardera` and `importera`, all in Swedish.

Exit code 0 done; 1 the data, the params' content or a tie-out stops it; 2 wrong usage.
"""

import atexit
import gc
import logging
import os
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from types import FrameType
from typing import NoReturn

import click

from ekonomi.cli.figures import jamfor, underlag
from ekonomi.cli.forecasts import prognos, prognosunderlag, utvardera
from ekonomi.cli.reports import kontroll, rapport
from ekonomi.cli.words import OLD_STANDS, Group, system_error, usage, write_plainer
from ekonomi.cli.workspace import importera, ny, ny_period, oppna
from ekonomi.errors import EkonomiError

DONE, STOPPED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130
# commands and options are written in ASCII; the word as it is spelled works as well
ASCII = str.maketrans("åäö", "aao")
DEBUG = {"--utforlig", "--felsok"}
CONTEXT = {"max_content_width": 100}


@click.group(cls=Group, context_settings=CONTEXT)
@click.option(
    "--utforlig", is_flag=True, help="Visa vad som läses, hur många rader och när, och var ett oväntat fel uppstod."
)
@click.version_option(package_name="ekonomi", prog_name="ekonomi", message="%(prog)s %(version)s",
                      help="Visa versionen.")  # fmt: skip
def app(utforlig: bool) -> None:
    """Nämndens delårsrapport ur huvudbok, budget och prognos."""


for command in (
    rapport, kontroll, underlag, jamfor, ny, ny_period, oppna, prognos, utvardera, prognosunderlag, importera,
):  # fmt: skip
    app.add_command(command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; every error is said in Swedish on stderr."""
    gc.set_threshold(50_000)  # looking through all objects that a command makes takes a tenth of its time
    # jsonschema would compile grammars of web addresses, which costs a second and nothing here reads
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    write_plainer((sys.stdout, sys.stderr))
    options = {name for command in app.commands.values() for one in command.params for name in one.opts}
    known = {*app.commands, *options, *DEBUG, "--hjalp"}
    given = sys.argv[1:] if arguments is None else arguments
    spelled = [plain if (plain := word.translate(ASCII)) in known else word for word in given]
    words = [word for word in spelled if word not in DEBUG]
    followed = len(words) < len(spelled)
    try:
        with _interruptible(), _followed() if followed else nullcontext():
            answer = app.main(args=words, prog_name="ekonomi", standalone_mode=False)
        return answer if isinstance(answer, int) else DONE
    except EkonomiError as error:
        click.echo(str(error), err=True)
        return error.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else str(error), err=True)
        return WRONG_USAGE
    except click.UsageError as error:
        click.echo(f"{usage(error, app.commands)} Hjälp: ekonomi --help.", err=True)
        return WRONG_USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo(f"Avbrutet. {OLD_STANDS}", err=True)
        return INTERRUPTED
    except Exception as error:
        return _unexpected(error, shown=followed)


def script() -> NoReturn:
    """Run the command line as the process that it is alone in, and end it.

    To let go one by one of the objects that a report has made would take a second; mypy ends in the same way.
    """
    code = main()
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):  # a reader that has gone
            stream.flush()
    os._exit(code)


@contextmanager
def _interruptible() -> Iterator[None]:
    """Within it, what fails once Ctrl-C is pressed is the interrupt itself.

    Python 3.11 makes a RuntimeError of one that comes while a class is made, DuckDB of one in a query, and a
    reader may take either for a broken file.
    """
    pressed: list[int] = []

    def press(number: int, frame: FrameType | None) -> None:
        pressed.append(number)
        signal.default_int_handler(number, frame)

    before = signal.getsignal(signal.SIGINT)
    if before is signal.default_int_handler:  # and not ignored, as in the background of a shell
        signal.signal(signal.SIGINT, press)
    try:
        yield
    except Exception as error:
        if pressed:
            raise KeyboardInterrupt from error
        raise
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _followed() -> Iterator[None]:
    """Within it each step of the program is said on stderr, with the seconds since it started."""
    log, handler, start = logging.getLogger("ekonomi"), logging.StreamHandler(), time.time()
    handler.setFormatter(logging.Formatter("{sekunder:6.1f} s  {message}", style="{"))
    handler.addFilter(lambda record: record.__dict__.update(sekunder=record.created - start) is None)
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        yield
    finally:
        log.removeHandler(handler)


def _unexpected(error: Exception, *, shown: bool) -> int:
    refused = system_error(error) if isinstance(error, OSError) else None
    if refused is not None:
        click.echo(refused, err=True)
        return STOPPED
    trace = "".join(traceback.format_exception(error))
    if shown:
        click.echo(trace, err=True)
        return STOPPED
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", errors="replace", prefix="ekonomi-fel-", suffix=".log", delete=False
    ) as log:
        log.write(trace)
    click.echo(f"Ett oväntat fel stoppade körningen ({type(error).__name__}). Mer står i {log.name}.", err=True)
    return STOPPED
