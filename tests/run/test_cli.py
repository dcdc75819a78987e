"""The command line: its words, its exit codes, and never a traceback."""

import errno
import io
import os
import re
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import click
import pandas as pd
import pytest

from ekonomi import cli
from ekonomi import run as runs
from ekonomi.checklist import TOM, VÄRDEN
from ekonomi.cli import forecasts
from ekonomi.cli.words import coloured
from ekonomi.errors import VARNING, Check, DataError, EkonomiError
from ekonomi.forecast.levels import BOUNDS
from tests.run.small import PARAMS as CONTENT

HANDBOOK = Path(__file__).resolve().parents[2] / "docs/handbok/felsokning.md"
PARAMS = "params/p.yaml"
COMMANDS = "rapport, kontroll, underlag, jamfor, ny, ny-period, oppna, prognos, utvardera, prognosunderlag, importera"
HELP = "Hjälp: ekonomi --help."


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["rapprt"], f"Kommandot rapprt finns inte. Menade du rapport? {HELP}"),
        (["xyz"], f"Kommandot xyz finns inte. Kommandon: {COMMANDS}. {HELP}"),
        (["rapport", "a", "--ersat"], f"Flaggan --ersat finns inte. Menade du --ersatt? {HELP}"),
        (["rapport"], f"PARAMS saknas. {HELP}"),
        (["kontroll", "a", "b"], f"Kommandot är inte rätt skrivet. {HELP}"),
        (["rapport", "a", "--snabbt"], f"Flaggan --snabbt finns inte. {HELP}"),
        (["rapport", "a", "--ut"], f"Flaggan --ut är inte rätt använd; den kan sakna ett värde. {HELP}"),
        (["rapport", "params/1999-01.yaml"], "Filen params/1999-01.yaml finns inte. Ange en fil med parametrar, "
                                             "till exempel params/2025-03.yaml."),
        (["kontroll", "params"], "Filen params finns inte. Ange en fil med parametrar, "
                                 "till exempel params/2025-03.yaml."),
        (["prognos", "x.csv", "--ut", "y.csv"], f"Flaggan --period saknas. {HELP}"),
        (["prognos", "x.csv", "--period", "2025-03", "--ut", "y.csv"], "Filen x.csv finns inte."),
    ],
)  # fmt: skip
def test_wrong_usage_is_said_in_one_line_and_gives_2(tiny, capsys, words, line):
    assert cli.main(words) == 2
    assert capsys.readouterr() == ("", f"{line}\n")


@pytest.mark.parametrize("words", [["--help"], ["rapport", "--help"], ["kontroll", "--hjälp"], ["prognos", "-h"]])
def test_help_is_in_swedish(capsys, words):
    assert cli.main(words) == 0
    told = capsys.readouterr().out
    assert told.startswith("Så här: ekonomi ")
    assert not any(word in told for word in ("Usage", "Options", "Commands", "Show this", "[required]"))
    assert "...\n" not in told.partition("\n")[2]  # no command's line is cut short


@pytest.mark.parametrize("command", list(cli.app.commands))
def test_every_command_has_an_example(capsys, command):
    assert cli.main([command, "--help"]) == 0
    assert f"Exempel:\n  ekonomi {command} " in capsys.readouterr().out


def test_a_real_bash_completes_commands_and_flags_after_the_line_in_the_handbook():
    (line,) = re.findall(r"eval \"\$\(_EKONOMI_COMPLETE=bash_source ekonomi\)\"", HANDBOOK.read_text(encoding="utf-8"))
    asked = "; ".join(
        f"COMP_WORDS=({words}) COMP_CWORD={words.count(' ')} COMPREPLY=(); _ekonomi_completion ekonomi; "
        'echo "${COMPREPLY[@]}"'
        for words in ("ekonomi rapp", "ekonomi rapport --er", "ekonomi ny")
    )
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    told = subprocess.run(["bash", "--norc", "-c", f"{line}; {asked}"], env={**os.environ, "PATH": path},
                          capture_output=True, text=True, check=True)  # fmt: skip
    assert told.stdout.splitlines() == ["rapport", "--ersatt", "ny ny-period"], told.stderr


def test_the_exit_codes_are_said(capsys):
    cli.main(["--help"])
    assert "Utgångskoder:\n  0    klart\n" in capsys.readouterr().out


def test_no_words_show_the_help_and_give_2(capsys):
    assert cli.main([]) == 2
    assert capsys.readouterr().err.startswith("Så här: ekonomi KOMMANDO")


def test_a_run_says_where_the_report_is(tiny, capsys):
    assert cli.main(["rapport", PARAMS]) == 0
    place = Path("output/intraservice/2025-03")
    assert capsys.readouterr() == (
        "Upplysning (poster efter perioden): a.csv: fann 2 poster, väntade inga. De räknas inte.\n"
        f"Rapporten finns i {place}. Börja med {place / 'rapport.html'}.\n",
        "",
    )


def test_warnings_are_counted_on_stderr(tiny, capsys):
    tiny.report.findings = tuple(
        Check(name, VARNING, "", "").at("a.csv") for name in ("dubblett", "få poster", "dubblett")
    )
    assert cli.main(["rapport", PARAMS]) == 0
    assert capsys.readouterr().err == (
        "3 varningar: dubblett (2), få poster (1). Läs dem med: ekonomi kontroll params/p.yaml\n"
    )


def test_faults_in_the_data_give_a_line_each_and_1(tiny, capsys, monkeypatch):
    def faulty(*_: object) -> None:
        raise DataError(
            [
                VÄRDEN.at("a.csv", 2, None, "x", "y", "Gör z."),
                TOM.at("b.csv", None, None, "tom", "rader", "Fyll."),
            ]
        )

    monkeypatch.setattr(runs, "new_report", faulty)
    assert cli.main(["rapport", PARAMS]) == 1
    assert capsys.readouterr() == (
        "", "a.csv, rad 2: fann x, väntade y. Gör z.\nb.csv: fann tom, väntade rader. Fyll.\n"
    )  # fmt: skip


def test_faults_in_the_params_give_1(tiny, capsys):
    Path(PARAMS).write_text(CONTENT + "periode: 1\n", encoding="utf-8")
    assert cli.main(["rapport", PARAMS]) == 1
    assert "params/p.yaml, rad 3" in capsys.readouterr().err


def test_a_fastställd_report_gives_2_until_ersätt(tiny, capsys):
    Path(PARAMS).write_text(CONTENT + "status: fastställd\n", encoding="utf-8")
    assert cli.main(["rapport", PARAMS]) == 0
    assert cli.main(["rapport", PARAMS]) == 2
    assert "Lägg till --ersatt" in capsys.readouterr().err
    assert cli.main(["rapport", PARAMS, "--ersätt", "--tyst"]) == 0


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "x"), "Det gick inte: disken är full (x). "),
        (PermissionError(errno.EACCES, "Permission denied", "x"), "Det gick inte: behörighet saknas (x). "),
        (KeyboardInterrupt(), "Avbrutet. "),
    ],
)
def test_what_the_system_refuses_is_one_line(tiny, capsys, monkeypatch, error, line):
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(runs, "new_report", fail)
    code = cli.main(["rapport", PARAMS])
    assert code == (130 if isinstance(error, KeyboardInterrupt) else 1)
    assert capsys.readouterr().err.lstrip("\n") == f"{line}Det som stod i målmappen förut står kvar.\n"


class Hears:
    def __set_name__(self, owner: type, name: str) -> None:
        signal.raise_signal(signal.SIGINT)


@pytest.mark.usefixtures("heard")
def test_an_interrupt_that_python_makes_another_error_of_is_still_one(tiny, capsys, monkeypatch):
    def fail(*_: object) -> None:
        type("Class", (), {"name": Hears()})  # to Python 3.11 a RuntimeError

    monkeypatch.setattr(runs, "new_report", fail)
    assert cli.main(["rapport", PARAMS]) == 130
    assert capsys.readouterr().err.lstrip("\n") == "Avbrutet. Det som stod i målmappen förut står kvar.\n"


@pytest.mark.usefixtures("heard")
def test_an_interrupt_that_a_reader_takes_for_a_broken_file_is_still_one(tiny, capsys, monkeypatch):
    def fail(*_: object) -> None:
        with suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        raise EkonomiError("Filen är trasig.")

    monkeypatch.setattr(runs, "new_report", fail)
    assert cli.main(["rapport", PARAMS]) == 130
    assert "trasig" not in capsys.readouterr().err


def test_the_unexpected_is_one_line_with_the_way_to_a_log(tiny, capsys, monkeypatch):
    def fail(*_: object) -> None:
        raise RuntimeError("hemligt")

    monkeypatch.setattr(runs, "new_report", fail)
    assert cli.main(["rapport", PARAMS]) == 1
    told = capsys.readouterr().err
    assert told.startswith("Ett oväntat fel stoppade körningen (RuntimeError). Mer står i ")
    assert told.count("\n") == 1
    log = Path(told.split("Mer står i ")[1].strip().removesuffix("."))
    assert "RuntimeError: hemligt" in log.read_text(encoding="utf-8")
    log.unlink()
    for word in ("--utforlig", "--felsök"):
        assert cli.main(["rapport", PARAMS, word]) == 1
        assert "Traceback" in capsys.readouterr().err


def series(path: Path, *rows: str) -> str:
    path.write_text("\n".join(["serie,månad,värde", *rows, ""]), encoding="utf-8")
    return str(path)


def months(years: range, value: int = 100) -> list[str]:
    return [f"a,{year}-{month:02d},{value + month}" for year in years for month in range(1, 13)]


def test_a_forecast_of_any_series(tmp_path, capsys):
    rows = [row for row in months(range(2021, 2026)) if row < "a,2025-05"]
    out = tmp_path / "ny" / "ut.csv"
    words = ["prognos", series(tmp_path / "in.csv", *rows), "--period", "2025-03", "--ut", str(out)]
    assert cli.main(words) == 0
    assert capsys.readouterr().out == (f"Prognosen för 1 serie finns i {out}. 1 rad efter 2025-03 räknades inte med.\n")
    head, line = out.read_text(encoding="utf-8").splitlines()
    assert head == "serie,utfall,prognos,nedre_80,övre_80,nedre_95,övre_95,metod,anmärkning"
    assert line.startswith("a,306.0,")
    first = out.read_bytes()
    assert cli.main(words) == 0
    assert out.read_bytes() == first
    assert [path.name for path in out.parent.iterdir()] == ["ut.csv"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_a_file_as_excel_saves_it_in_sweden_gives_the_same_forecast(tmp_path, encoding):
    plain, swedish, outs = tmp_path / "in.csv", tmp_path / "excel.csv", [tmp_path / "a.csv", tmp_path / "b.csv"]
    rows = [row + ".5" for row in months(range(2021, 2025), 1000)]
    series(plain, *rows)
    text = plain.read_text(encoding="utf-8").replace(",", ";").replace(".5", ",5").replace(";1", ";1\u00a0")
    swedish.write_text(text, encoding=encoding)
    for path, out in zip((plain, swedish), outs, strict=True):
        assert cli.main(["prognos", str(path), "--period", "2024-12", "--ut", str(out)]) == 0
    assert outs[0].read_bytes() == outs[1].read_bytes()


def test_a_hierarchy_adds_up(tmp_path, capsys):
    rows = [row.replace("a,", f"{name},") for name in ("A|x", "A|y", "B|x") for row in months(range(2021, 2025))]
    out = tmp_path / "ut.csv"
    words = ["--period", "2024-12", "--ut", str(out), "--hierarki", "|"]
    assert cli.main(["prognos", series(tmp_path / "in.csv", *rows), *words]) == 0
    assert capsys.readouterr().out == f"Prognosen för 5 serier finns i {out}.\n"
    totals = {line.split(",")[0]: float(line.split(",")[1]) for line in out.read_text().splitlines()[1:]}
    assert totals["Totalt"] == totals["A"] + totals["B|x"] == 3 * totals["A|x"]


@pytest.mark.parametrize("word", ["utvardera", "utvärdera"])
def test_earlier_forecasts_are_tried(tmp_path, capsys, word):
    out = tmp_path / "ut.csv"
    path = series(tmp_path / "in.csv", *months(range(2021, 2025)), "a,2025-01,")
    assert cli.main([word, path, "--ut", str(out)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Alla serier"
    assert lines[1].split() == [
        "månader",
        "källa",
        "antal",
        "medianfel",
        "WAPE",
        *["träff", "80", "%", "träff", "95", "%", "medelfel"],
    ]
    assert len(lines) == 2 + 11 * 2
    assert lines[2].split()[:3] == ["1", "modell", "2"]
    assert out.read_text(encoding="utf-8").startswith("serie,period,månad,källa,prognos,")


def test_a_report_s_errors_are_in_mnkr(tmp_path, capsys, monkeypatch):
    """Öre inside, mnkr shown: 3 mnkr off 100; a result has no percentage, and a CSV's errors stay in its own unit."""
    columns = ("serie", "period", "månad", "källa", *BOUNDS, "metod", "helår", "nivå")
    bounds = [million * 10**8 for million in (103, 98, 108, 95, 111)]
    rows = [("r", "2024-03", 3, "modell", *bounds, "", 100 * 10**8, level) for level in ("Resultat", "Tjänst")]
    tried = pd.DataFrame(rows, columns=columns)
    monkeypatch.setattr(forecasts, "_of_report", lambda *_: tried)
    (tmp_path / "p.yaml").touch()
    assert cli.main(["utvardera", str(tmp_path / "p.yaml")]) == 0
    result, service = capsys.readouterr().out.split("\n\n")
    assert result.startswith("Resultat, medelfel i mnkr\n")
    assert result.splitlines()[2].split()[3:5] == ["–", "–"] and result.split()[-1] == "3,00"
    assert "3,0 %" in service.replace("\u00a0", " ") and service.split()[-1] == "3,00"
    monkeypatch.setattr(forecasts, "_of_file", lambda *_: tried)
    assert cli.main(["utvardera", str(tmp_path / "p.csv")]) == 0
    assert capsys.readouterr().out.endswith(" 300\u00a0000\u00a0000\n")


def test_levels_and_managers_of_a_csv_are_tried(tmp_path, capsys):
    rows = [
        f"{part},{month},{value}"
        for part, value in (("A|x", 1), ("A|y", 2))
        for _, month, _ in (line.split(",") for line in months(range(2021, 2025)))
    ]
    path = series(tmp_path / "in.csv", *rows, "A|x,2025-01,")
    managers = tmp_path / "chefer.csv"
    managers.write_text("serie,period,prognos\nA|x,2023-03,13\n", encoding="utf-8")
    words = ["utvardera", path, "--hierarki", "|", "--chefer", str(managers)]
    assert cli.main(words) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line and not line.startswith(("månader", " "))] == [
        "Helheten",
        "Nivå 1",
        "Nivå 2",
    ]
    assert [line.split()[:3] for line in lines if "chefer" in line] == [["3", "chefer", "1"]]
    managers.write_text("serie,period,prognos\nA|x,2024-13,tretton\n", encoding="utf-8")
    assert cli.main(words) == 1
    assert capsys.readouterr().err == (
        f"{managers}, rad 2, kolumn period: fann ”2024-13”, väntade en period ÅÅÅÅ-MM, till exempel 2025-03. "
        "Rätta värdet i filen eller ta ut filen på nytt.\n"
        f"{managers}, rad 2, kolumn prognos: fann ”tretton”, väntade ett tal. "
        "Rätta värdet i filen eller ta ut filen på nytt.\n"
    )


def test_too_short_a_history_cannot_be_tried(tmp_path, capsys):
    path = series(tmp_path / "in.csv", "a,2025-01,1")
    assert cli.main(["utvardera", path]) == 1
    assert capsys.readouterr().err == (
        f"{path}: fann inget helt år att pröva, väntade minst ett. Lägg till historik.\n"
    )


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("a;2025-05;1;hyra;avtal", "kolumn slag: fann ”hyra”, väntade något av känt, beslut"),
        ("a;2025-05;mycket;känt;avtal", "kolumn belopp: fann ”mycket”, väntade ett tal"),
        ("a;2025-05;;känt;avtal", "kolumn belopp: fann ett tomt fält, väntade ett belopp"),
        ("a;2025;1;känt;avtal", "kolumn månad: fann ”2025”, väntade en månad"),
        ("a;2025-05;1;känt;", "kolumn källa: fann ett tomt fält, väntade en text som säger"),
        ("b;2025-05;1;känt;avtal", "kolumn serie: fann ”b”, väntade en serie i "),
        ("a;2025-05;-310,000;känt;avtal", "kolumn belopp: fann ”-310,000”, som kan läsas med tre decimaler"),
        ("a;2024-05;5000;fel;möte", "kolumn belopp: fann 5 000, väntade ett svar utan belopp"),
        ("a;2025;1;beslut;x\na;2025;2;beslut;y", "kolumn slag: fann ”beslut”, väntade ett enda beslut"),
        ("a;2024-05;;fel;x\na;2024-05;;engång;y", "kolumn slag: fann ”engång”, väntade ett enda beslut, eller svar"),
    ],
)
def test_a_faulty_row_of_what_is_known_is_told(tmp_path, capsys, row, found):
    path, known, out = series(tmp_path / "in.csv", *months(range(2021, 2025))), tmp_path / "k.csv", tmp_path / "ut.csv"
    known.write_text(f"serie;månad;belopp;slag;källa\n{row}\n", encoding="utf-8")
    assert cli.main(["prognos", path, "--period", "2024-12", "--ut", str(out), "--kanda", str(known)]) == 1
    rad = 2 + row.count("\n")
    assert f"{known}, rad {rad}, {found}" in capsys.readouterr().err and not out.exists()


IDLE = " 1 rad i {} räknades inte med: annat år, eller en månad som slaget inte gäller."


@pytest.mark.parametrize(
    ("row", "asked", "told"),
    [
        ("a;2025-05;12;känt;x", "", ""),
        ("a;2025-05;1000000;känt;x", "är långt från fjolårets", " 1 serie har en anmärkning att svara på."),
        ("a;2025;-900;beslut;x", "är långt från fjolårets", " 1 serie har en anmärkning att svara på."),
        ("a;2025-02;5;justering;x", "", IDLE),
        ("a;2025-06;;fel;x", "", IDLE),
    ],
)
def test_what_is_known_with_the_wrong_sign_unit_or_month_is_told(tmp_path, capsys, row, asked, told):
    rows = [one for one in months(range(2021, 2026)) if one[:9] <= "a,2025-03"]
    path, known, out = series(tmp_path / "in.csv", *rows), tmp_path / "k.csv", tmp_path / "ut.csv"
    known.write_text(f"serie;månad;belopp;slag;källa\n{row}\n", encoding="utf-8")
    assert cli.main(["prognos", path, "--period", "2025-03", "--ut", str(out), "--kanda", str(known)]) == 0
    assert capsys.readouterr().out == f"Prognosen för 1 serie finns i {out}.{told.format(known)}\n"
    assert asked in (last := out.read_text(encoding="utf-8")) and ("fjolårets" in last) == bool(asked)


def test_a_series_that_lacks_the_last_month_is_told(tmp_path, capsys):
    rows = [one for one in months(range(2021, 2026)) if one[:9] <= "a,2025-03"]
    path, out = series(tmp_path / "in.csv", *rows, *(one.replace("a", "b") for one in rows[:-1])), tmp_path / "ut.csv"
    assert cli.main(["prognos", path, "--period", "2025-03", "--ut", str(out)]) == 0
    assert "1 serie saknar utfall i 2025-03." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "fann en tom fil"),
        ("serie,månad,värde\n".encode(), "fann inga rader under rubrikraden"),
        (b"serie,m\xe5nad\n", "rad 1, kolumn värde: fann ingen sådan rubrik"),
        (
            "serie,månad,värde\na,2025-01,1\na,2025-02,1,2,3\n".encode(),
            "rad 3: fann 5 fält, väntade 3 fält som i rubrikraden",
        ),
        ("serie,månad\na,2025-01\n".encode(), "rad 1, kolumn värde: fann ingen sådan rubrik"),
        (
            'serie,månad,värde\na,2024-12,"25,000"\na,2025-01,"1,500"\n'.encode(),
            "rad 2, kolumn värde: fann ”25,000”, som",
        ),
        ("serie,månad,värde\na,2024-12,25.000\na,2025-01,1.500\n".encode(), "fann ”25.000”, som"),
        ("serie,månad,värde\na,2025-01,1e400\n".encode(), "rad 2, kolumn värde: fann ”1e400”"),
        ("serie,månad,värde\na,2025-13,1\n".encode(), "rad 2, kolumn månad"),
        ("serie,månad,värde\na,2025-01,ett\n".encode(), "rad 2, kolumn värde"),
        ("serie,månad,värde\n ,2025-01,1\n".encode(), "rad 2, kolumn serie: fann ett tomt fält, väntade en kod"),
        ("serie,månad,värde\na,2025-01,1\na,2025-01,2\n".encode(), "rad 3: fann samma rad som rad 2: serie ”a”"),
    ],
)
def test_a_faulty_series_is_one_line_and_writes_nothing(tmp_path, capsys, data, found):
    path, out = tmp_path / "in.csv", tmp_path / "ut.csv"
    path.write_bytes(data)
    assert cli.main(["prognos", str(path), "--period", "2025-03", "--ut", str(out)]) == 1
    told = capsys.readouterr().err
    assert told.startswith(f"{path}")
    assert found in told
    assert told.count("\n") == 1
    assert not out.exists()


def test_a_period_that_is_none_is_wrong_usage(tmp_path, capsys):
    path = series(tmp_path / "in.csv", *months(range(2023, 2025)))
    assert cli.main(["prognos", path, "--period", "mars", "--ut", str(tmp_path / "ut.csv")]) == 2
    assert "mars" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("cp1252", "fann -9 000 kr (intäkt +) och ”x”, väntade 1 000 kr -> é"),
        ("cp850", 'fann -9 000 kr (intäkt +) och "x", väntade 1 000 kr -> é'),
        ("iso8859-1", 'fann -9 000 kr (intäkt +) och "x", väntade 1 000 kr -> é'),
        ("utf-8", "fann \u22129 000 kr (intäkt +) och ”x”, väntade 1\u202f000 kr → é"),
    ],
)
def test_a_console_of_few_signs_shows_a_plain_minus(tiny, monkeypatch, encoding, shown):
    said = "fann \u22129 000 kr (intäkt +) och ”x”, väntade 1\u202f000 kr → é"
    monkeypatch.setattr(DataError, "__str__", lambda self: said)
    monkeypatch.setattr(runs, "run", lambda *_, **__: (_ for _ in ()).throw(DataError([])))
    out = io.BytesIO()
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(out, encoding=encoding))
    assert cli.main(["rapport", PARAMS]) == 1
    assert out.getvalue().decode(encoding) == f"{shown}\n"


def test_a_forecast_does_not_begin_after_the_files_end(tmp_path, capsys):
    """What the file does not have is not zero: no series is taken for ended because the file is."""
    csv, out = series(tmp_path / "s.csv", *(f"a,{y}-{m:02d},100" for y in (2023, 2024) for m in range(1, 13))), tmp_path
    assert cli.main(["prognos", csv, "--period", "2025-03", "--ut", str(out / "p.csv")]) == 1
    assert capsys.readouterr().err == (
        f"{csv}, kolumn månad: fann utfall till och med 2024-12, väntade utfall i 2025-03. "
        "Ange --period 2024-12, eller lägg till månaderna.\n"
    )
    assert not (out / "p.csv").exists()


@pytest.mark.parametrize(("no_color", "seen"), [("", True), ("1", False)])
def test_a_finding_is_in_colour_only_where_that_is_wanted(
    no_color: str, seen: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NO_COLOR", no_color)
    said = coloured(TOM.at("x.yaml", 1, None, "a", "b"))
    assert ("\x1b[" in said) is seen and click.unstyle(said).startswith("Stopp (")
    click.echo(said)
    assert "\x1b[" not in capsys.readouterr().out  # not on a terminal
