"""The sources together: what is in the ledger, what is left out, what is late, what proves it complete."""

import hashlib
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pandas as pd
import pytest

from ekonomi import allocation, schema, store
from ekonomi.checklist import FIL_SAKNAS
from ekonomi.engine.fork import begun
from ekonomi.errors import DataError
from ekonomi.params import load_params, load_settings
from ekonomi.report import new_report
from ekonomi.sources import Sources, file_names, read_sources, read_texts, text_hashes
from ekonomi.sources.tables import declared
from tests import tiny

SETTINGS = "params/mininamnd.yaml"
CASH = (";1510;", ";2510;")


def test_the_ledger_holds_result_rows_of_every_kind(read: Callable[[], Sources]) -> None:
    ledger = read().ledger
    assert list(ledger.columns) == [*schema.LEDGER, "kostnadsslag", "resultatrad"]
    assert not ledger.isna().any().any()
    sums = ledger.groupby(["beloppstyp", "version"])["belopp"].agg(["size", "sum"])
    month = -100 * sum(row[5] for row in tiny.MONTHLY)
    dearer = 100 * sum(row[5] for row in tiny.MONTHLY if row[0] == "5011") // 100
    assert sums.loc[("utfall", "")].tolist() == [15 * 13, 15 * month]
    assert sums.loc[("budget", "2025")].tolist() == [12 * 13, 12 * (month - dearer)]
    assert sums.loc[("prognos", "2025-03")].tolist() == [13, 12 * month]
    assert set(ledger["kostnadsslag"]) == {row[6] for row in tiny.MONTHLY}


def test_budget_and_forecast_rows_lead_back_to_their_cells(read: Callable[[], Sources]) -> None:
    ledger = read().ledger
    march = ledger[(ledger["version"] == "2025") & (ledger["period"] == "2025-03") & (ledger["rad"] == 4)]
    assert march[["konto", "belopp", "källa", "registrerad"]].values.tolist() == [
        ["3111", 40_000_000, "budget_2025.xlsx", "2024-11-20"]
    ]
    forecast = ledger[ledger["beloppstyp"] == "prognos"].iloc[0]
    assert (forecast["period"], forecast["konto"], forecast["belopp"]) == ("2025-12", "", 480_000_000)
    assert (forecast["källa"], forecast["rad"]) == ("prognos_2025-03.xlsx", 4)


def test_postings_after_the_period_are_left_out_and_told(data: Path, read: Callable[[], Sources]) -> None:
    rows = tiny.ledger_rows(["202501", "202502", "202503", "202504"])
    tiny.write_ledger(data / "huvudbok_2025.csv", rows)
    sources = read()
    assert sources.ledger.loc[sources.ledger["beloppstyp"] == "utfall", "period"].max() == "2025-03"
    assert sources.later["period"].unique().tolist() == ["2025-04"]
    assert [finding.line() for finding in sources.findings] == [
        "data/mininamnd/huvudbok_2025.csv, rad 80, kolumn Period: fann 13 poster i 2025-04, tillsammans 55 000,00 kr "
        "(intäkt +), väntade poster till och med 2025-03. De räknas inte med i rapporten."
    ]


def test_late_rows_were_registered_after_their_month_had_closed(data: Path, read: Callable[[], Sources]) -> None:
    on_the_day, day_after = "2025-02-10", "2025-02-11"
    lines = tiny.ledger_rows(["202501", "202502", "202503"])
    lines[0] = lines[0].replace("2025-01-25;2025-01-25;2025-01-25", f"2025-01-25;2025-01-25;{on_the_day}")
    lines[2] = lines[2].replace("2025-01-25;2025-01-25;2025-01-25", f"2025-01-25;2025-01-25;{day_after}")
    lines[-2] = lines[-2].replace("2025-03-25;2025-03-25;2025-03-25", "2025-03-25;2025-03-25;2025-05-01")
    tiny.write_ledger(data / "huvudbok_2025.csv", lines)
    late = read().late
    assert late[["period", "verifikation", "registrerad"]].values.tolist() == [["2025-01", "25010002", day_after]]


def test_without_a_day_of_entry_no_posting_is_late(nämnd: Path, read: Callable[[], Sources]) -> None:
    tiny.edit(nämnd / SETTINGS, "  huvudbok:\n", "  huvudbok:\n    kolumner:\n      registrerad: null\n")
    sources = read()
    assert sources.late.empty and set(sources.ledger.query("beloppstyp == 'utfall'")["registrerad"]) == {""}


def test_the_files_read_are_listed_with_their_hashes(nämnd: Path, read: Callable[[], Sources]) -> None:
    files, settings = read().files, load_settings(load_params(nämnd / "params/2025-03.yaml"), nämnd)
    assert [file.fil for file in files] == sorted(file.fil for file in files)
    written = {path.relative_to(nämnd).as_posix() for path in nämnd.rglob("*") if path.is_file()}
    own = {file.fil for file in text_hashes(settings, nämnd, tiny.PERIOD)}
    assert {file.fil for file in files} | own == written - {"params/2025-03.yaml"}
    assert own == {f"params/texter/mininamnd/{tiny.PERIOD}/10_sammanfattning.md"}
    for file in files:
        assert file.sha256 == hashlib.sha256((nämnd / file.fil).read_bytes()).hexdigest()


def test_own_texts_come_as_written(nämnd: Path, read: Callable[[], Sources]) -> None:
    text = "Först\r\n\r\n<script>så</script>\r\n"
    (nämnd / "params/texter/mininamnd/2025-03/321_resultat.md").write_bytes(text.encode("cp1252"))
    texts = read_texts(load_settings(load_params(nämnd / "params/2025-03.yaml"), nämnd), nämnd, tiny.PERIOD)
    assert texts["321_resultat"] == "Först\n\n<script>så</script>\n"
    assert texts["10_sammanfattning"] == "Ekonomin är i balans.\n"


def test_sources_that_a_nämnd_lacks_are_empty(nämnd: Path, read: Callable[[], Sources]) -> None:
    text = (nämnd / SETTINGS).read_text(encoding="utf-8")
    (nämnd / SETTINGS).write_text(text[: text.index("  personal:")], encoding="utf-8")
    sources = read()
    assert sources.model is None
    assert list(sources.hours.columns) == ["månad", "ansvar", "timmar", "rad"]
    assert sources.actions.empty and sources.volumes.empty
    assert not sources.has("actions") and sources.has("services")
    with pytest.raises(AttributeError):
        _ = sources.incidents


def test_every_table_is_declared_once(nämnd: Path, read: Callable[[], Sources]) -> None:
    sources = read()
    settings = load_settings(load_params("params/2025-03.yaml"), nämnd)
    assert set(sources.tables) == {one.name for one in declared(settings)}
    assert sources.given >= {"hours", "norm", "measure_forecasts", "actions", "matt.csv", "projects"}
    assert not sources.has("volumes") and sources.has("groups")
    assert file_names(settings)["hours"] == "arbetad_tid.csv" and file_names(settings)["volumes"] == "volumes"
    assert sources.tables["hours"] is sources.hours


def without_balance_accounts(data: Path) -> None:
    """Leave only the postings on result accounts, as some exports do."""
    for year in ("2024", "2025"):
        rows = tiny.ledger_rows(month for month in tiny.MONTHS if month.startswith(year))
        tiny.write_ledger(data / f"huvudbok_{year}.csv", [row for row in rows if not row.startswith(("1", "2"))])


def statement(data: Path, nämnd: Path) -> Path:
    """The ERP's resultatrapport of the whole ledger, named in the settings."""
    totals: dict[tuple[str, str], int] = {}
    for month in tiny.MONTHS:
        for konto, *_, amount, _ in tiny.MONTHLY:
            totals[konto, month] = totals.get((konto, month), 0) + amount
    lines = [f"{konto};{month};{tiny.kronor(amount)}" for (konto, month), amount in totals.items()]
    path = data / "resultatrapport.csv"
    path.write_text("\n".join(["Konto;Period;Belopp", *lines]), encoding="utf-8")
    tiny.edit(nämnd / SETTINGS, "  budget:\n", "  resultatrapport:\n    fil: resultatrapport.csv\n  budget:\n")
    return path


def test_an_export_without_classes_1_and_2_is_said_to_be_unproven(data: Path, read: Callable[[], Sources]) -> None:
    without_balance_accounts(data)
    assert [finding.line() for finding in read().findings] == [
        f"data/mininamnd/huvudbok_{year}.csv: fann inga balanskonton (klass 1–2), väntade balanskonton eller en "
        "resultatrapport att stämma av mot. Uttagets fullständighet är inte styrkt; ange resultatrapport under "
        "källor i inställningarna."
        for year in ("2024", "2025")
    ]


def test_a_resultatrapport_proves_an_export_without_classes_1_and_2(
    nämnd: Path, data: Path, read: Callable[[], Sources]
) -> None:
    without_balance_accounts(data)
    statement(data, nämnd)
    assert read().findings == ()


def test_a_cut_export_differs_from_the_resultatrapport(nämnd: Path, data: Path, read: Callable[[], Sources]) -> None:
    without_balance_accounts(data)
    statement(data, nämnd)
    lines = (data / "huvudbok_2025.csv").read_bytes().splitlines(keepends=True)
    (data / "huvudbok_2025.csv").write_bytes(b"".join(lines[:-1]))
    with pytest.raises(DataError) as error:
        read()
    assert str(error.value) == (
        "data/mininamnd/resultatrapport.csv, rad 106, kolumn Belopp: fann −50 000,00 kr på konto 6010 i 2025-03, men "
        "−30 000,00 kr i huvudboken (intäkt +), väntade samma belopp. Ta ut huvudboken på nytt; den kan vara avkortad."
    )


def test_what_is_read_in_a_fork_beside_the_huvudbok_is_what_is_read_after_it(data: Path, nämnd: Path) -> None:
    params = load_params("params/2025-03.yaml")
    settings = load_settings(params, nämnd)
    tiny.write_ledger(data / "huvudbok_2025.csv", tiny.ledger_rows(["202501", "202502", "202503", "202504"]))
    alone, beside = (read_sources(params, settings, nämnd, beside=way) for way in (nullcontext, begun))
    assert len(alone.findings) == 1
    assert (beside.files, beside.findings, beside.given) == (alone.files, alone.findings, alone.given)
    assert beside.ledger.equals(alone.ledger)
    assert beside.tables.keys() == alone.tables.keys()
    assert all(beside.tables[name].equals(rows) for name, rows in alone.tables.items())
    broken = (data / "huvudbok_2025.csv", data / "budget_2025.xlsx", data / "uppdrag.csv")
    for path in filter(Path.is_file, broken):
        path.write_bytes(b"fel")
    said = []
    for way in (nullcontext, begun):
        with pytest.raises(DataError) as error:
            read_sources(params, settings, nämnd, beside=way)
        said.append(str(error.value))
    assert said[0] == said[1] and "huvudbok_2025.csv" in said[0] and "budget_2025.xlsx" in said[0]


def test_what_the_checks_stop_is_said_before_what_a_run_has_begun_on(nämnd: Path, monkeypatch) -> None:
    def stopped(said: str) -> Callable[..., None]:
        def stop(*asked: object) -> None:
            raise DataError(FIL_SAKNAS.at("fil", 1, None, said, "", ""))

        return stop

    params = load_params("params/2025-03.yaml")
    alone, report = (new_report(params, nämnd) for _ in range(2))
    report.beside = begun
    pd.testing.assert_frame_equal(report.cube, alone.cube)
    assert {"rules", "allocated", "sums", "booked"} <= vars(report).keys() and "allocated" not in vars(alone)
    assert "heaviest" not in vars(report)  # the nämnd's edition never asks for it
    for part in ("allocated", "sums"):
        pd.testing.assert_frame_equal(getattr(report, part), getattr(alone, part))
    booked = [one.booked.sort_values([*one.booked], ignore_index=True) for one in (report, alone)]  # in no order
    pd.testing.assert_frame_equal(*booked)
    once, made = allocation.allocate, list[pd.DataFrame]()
    monkeypatch.setattr("ekonomi.allocation.allocate", lambda *asked: made.append(once(*asked)) or made[-1])
    first = new_report(params, nämnd)
    first.beside = begun
    pd.testing.assert_frame_equal(first.allocated, alone.allocated)
    assert len(made) == 1
    monkeypatch.setattr("ekonomi.allocation.allocate", stopped("omräkningen"))
    for way in (begun, nullcontext):
        found = new_report(params, nämnd)
        found.beside = way
        with pytest.raises(DataError, match="omräkningen"):
            _ = found.cube
    monkeypatch.setattr("ekonomi.gates.inspect", stopped("kontrollerna"))
    monkeypatch.setenv(store.WITHOUT, "1")
    for way in (begun, nullcontext):
        found = new_report(params, nämnd)
        found.beside = way
        with pytest.raises(DataError, match="kontrollerna"):
            _ = found.cube
        assert not {"cube", "rules", "allocated", "findings"} & vars(found).keys()
