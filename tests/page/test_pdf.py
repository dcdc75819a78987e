"""rapport.pdf: tagged, in Swedish, with bookmarks, the same bytes each time; one line where no browser is."""

import re
import shutil
import subprocess

import pytest

from ekonomi.export import pdf
from tests.page.browsing import found_browser
from tests.published import ROOT, ekonomi


@pytest.fixture(scope="module")
def printed(published, tmp_path_factory):
    """The report printed twice."""
    found_browser()
    folder = tmp_path_factory.mktemp("pdf")
    files = [folder / "a.pdf", folder / "b.pdf"]
    for file in files:
        pdf.write_pdf(pdf.find_browser(), published / "rapport.html", file)
    return files


def test_the_same_page_gives_the_same_bytes(printed):
    assert printed[0].read_bytes() == printed[1].read_bytes()


def test_it_is_tagged_and_says_its_language_and_title(printed):
    data = printed[0].read_bytes()
    assert b"/StructTreeRoot" in data
    assert re.search(rb"/MarkInfo <</Type /MarkInfo\s*/Marked true", data)
    assert b"/Lang (sv)" in data
    assert b"/Outlines" in data
    for tag in (b"/H1", b"/H2", b"/Table", b"/TH", b"/Figure", b"/Alt"):
        assert tag in data, tag


@pytest.mark.skipif(shutil.which("pdfinfo") is None, reason="pdfinfo saknas: apt install poppler-utils")
def test_the_offsets_hold(printed):
    done = subprocess.run(["pdfinfo", printed[0]], capture_output=True, text=True, check=True)
    assert "Tagged:          yes" in done.stdout
    assert "Page size:       594.96 x 841.92 pts (A4)" in done.stdout
    assert done.stderr == ""


def test_numbers_of_elements_become_ranks_and_moments_one():
    first = b"/CreationDate (D:20261123083059+00'00') (node00000244) (node00000240)"
    assert pdf.stable(first) == b"/CreationDate (D:20000101000000+00'00') (node00000002) (node00000001)"


def test_without_a_browser_one_line_says_how_to_install_it_and_nothing_is_touched(tmp_path):
    done = ekonomi("rapport", "params/2025-03.yaml", "--pdf", "--ut", str(tmp_path), PATH=str(ROOT / "tests"))
    assert (done.returncode, done.stdout, done.stderr) == (1, "", pdf.MISSING + "\n")
    assert list(tmp_path.iterdir()) == []


def test_a_browser_that_fails_is_said(tmp_path):
    with pytest.raises(pdf.PdfError, match=r"kunde inte göra rapport\.pdf"):
        pdf.write_pdf("false", tmp_path / "x.html", tmp_path / "rapport.pdf")
    assert list(tmp_path.iterdir()) == []
