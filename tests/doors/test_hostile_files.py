"""Files made to do harm: bombs, endless cells, control characters, entities, deep YAML."""

import io
import zipfile
from pathlib import Path

import pytest

from ekonomi import schema
from ekonomi.errors import DataError
from ekonomi.params.yamlfile import read_yaml
from ekonomi.readers import guard
from ekonomi.readers.files import InputFile
from ekonomi.readers.sie import read_sie
from ekonomi.readers.tabular import read_cells
from ekonomi.readers.text import read_text
from tests import tiny
from tests.doors.workbooks import cell, ods, row

CONTRACT = schema.Contract((schema.Column("konto", schema.CODE), schema.Column("text")))
TOO_LARGE = (
    "fann en arbetsbok som packas upp till mycket mer än filens storlek, väntade en arbetsbok av vanlig storlek. "
    "Dela upp filen, eller ta ut den som CSV."
)
TOO_MANY = (
    "fann ett blad med för många celler eller en ensam cell långt bort, väntade högst 40 miljoner celler. "
    "Ta bort tomma rader och kolumner, eller ta ut filen som CSV."
)
BROKEN = (
    "fann en arbetsbok som är skadad eller låst, väntade en hel arbetsbok. Öppna filen i Excel och spara den på nytt."
)


def sheet(rows: list[list[object]], folder: Path) -> bytes:
    tiny.write_sheet(folder / "x.xlsx", "Blad", rows)
    return (folder / "x.xlsx").read_bytes()


def repacked(data: bytes, change) -> bytes:
    """The workbook with its parts changed: `change` takes a part's name and bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out.getvalue()


def refused(name: str, data: bytes) -> str:
    with pytest.raises(DataError) as error:
        read_cells(InputFile(name, data), CONTRACT)
    return str(error.value)


def test_a_zip_bomb(tmp_path):
    plain = sheet([["konto", "text"], ["1", "a"]], tmp_path)
    assert read_cells(InputFile("x.xlsx", plain), CONTRACT)["konto"].tolist() == ["1"]
    bomb = repacked(plain, lambda name, data: data + b" " * 60_000_000 if name.endswith("sheet1.xml") else data)
    assert len(bomb) < 100_000
    assert refused("x.xlsx", bomb) == f"x.xlsx: {TOO_LARGE}"


def test_a_zip_bomb_that_lies_about_its_size(tmp_path):
    plain = sheet([["konto", "text"], ["1", "a"]], tmp_path)
    size = next(e.file_size for e in zipfile.ZipFile(io.BytesIO(plain)).infolist() if e.filename.endswith("sheet1.xml"))
    bomb = repacked(plain, lambda name, data: data + b" " * 60_000_000 if name.endswith("sheet1.xml") else data)
    lying = bomb.replace((size + 60_000_000).to_bytes(4, "little"), size.to_bytes(4, "little"))
    assert lying != bomb and refused("x.xlsx", lying) == f"x.xlsx: {BROKEN}"


def test_too_many_parts(tmp_path, monkeypatch):
    monkeypatch.setattr(guard, "MOST_PARTS", 3)
    assert refused("x.xlsx", sheet([["konto", "text"]], tmp_path)) == f"x.xlsx: {TOO_LARGE}"


def test_one_cell_far_away(tmp_path):
    plain = sheet([["konto", "text"], ["1", "a"]], tmp_path)
    far = repacked(plain, lambda name, data: data.replace(b'r="B4"', b'r="XFD1048576"'))
    assert refused("x.xlsx", far) == f"x.xlsx: {TOO_MANY}"


@pytest.mark.parametrize("name", ["x.ods", "x.xlsx"])
def test_an_ods_file_of_few_cells_many_times(name):
    many = ' table:number-columns-repeated="16384"', ' table:number-rows-repeated="1048576"'
    head = row(cell("konto"), cell("text"))
    assert refused(name, ods(head + row(cell("1", many[0]), more=many[1]))) == f"{name}: {TOO_MANY}"


def test_a_plain_ods_file_and_its_empty_end():
    empty = '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'  # noqa: E501
    data = ods(row(cell("konto"), cell("text")) + row(cell("0011"), cell("å")) + empty)
    assert read_cells(InputFile("x.ods", data), CONTRACT)[["konto", "text"]].values.tolist() == [["0011", "å"]]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_a_cell_of_a_megabyte(tmp_path, kind):
    long = "å" * 1_000_000 if kind != "xlsx" else "å" * 32_767  # Excel's own most
    data = {
        "csv": lambda konto, text: f"konto;text\n{konto};{text}\n".encode(),
        "xlsx": lambda konto, text: sheet([["konto", "text"], [konto, text]], tmp_path),
        "ods": lambda konto, text: ods(row(cell("konto"), cell("text")) + row(cell(konto), cell(text))),
    }[kind]
    assert read_cells(InputFile(f"x.{kind}", data("1", long)), CONTRACT)["text"].tolist() == [long]
    number = schema.Contract((schema.Column("konto", schema.INTEGER), schema.Column("text")))
    with pytest.raises(DataError) as error:
        read_cells(InputFile(f"x.{kind}", data(long, "")), number)
    assert len(str(error.value)) < 300


def test_control_and_bidi_characters_do_not_reach_the_message():
    kind = schema.Contract((schema.Column("konto", schema.INTEGER),))
    with pytest.raises(DataError) as error:
        read_text(InputFile("x.csv", "konto\n\x1b[31m\u202e1\x07\n".encode()), kind)
    assert not set("\x1b\u202e\x07") & set(str(error.value))


def test_entities_in_sie_5():
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    text = f'<?xml version="1.0"?><!DOCTYPE Sie [<!ENTITY l0 "ha">{laughs}]><Sie><FileInfo>&l9;</FileInfo></Sie>'
    with pytest.raises(DataError) as error:
        read_sie(InputFile("x.sie", text.encode()))
    assert str(error.value) == (
        "x.sie, rad 1: fann en dokumenttyp eller entitet i XML, väntade XML utan DOCTYPE. Ta ut filen på nytt."
    )


@pytest.mark.parametrize("text", ["[" * 3_000, "a: " + "{b: " * 1_000, "".join(" " * n + "a:\n" for n in range(600))])
def test_yaml_of_many_levels(text):
    with pytest.raises(DataError) as error:
        read_yaml(text.encode(), "p.yaml")
    assert str(error.value).startswith("p.yaml, rad 1")


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system [id]", "!!python/name:os.system", "!eget x"])
def test_yaml_that_asks_for_more_than_values(tag):
    with pytest.raises(DataError):
        read_yaml(f"a: {tag}\n".encode(), "p.yaml")
