"""No word of one nämnd stands in the code: what is its own is registers and settings."""

import io
import json
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = sorted(path for path in (ROOT / "lib").rglob("*") if path.suffix in {".py", ".j2", ".css", ".html", ".yaml"})
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
# whole words, whatever their case
OWN = (
    "intraservice",
    "bastjänst(er)?",
    "digital infrastruktur",
    "förändringsinitiativ",
    "kls",
    "it-program(met)?",
    "it-tjänster",
    "stöd i ekonomiprocesserna",
    "grundskolenämnden",
    "rektorsområde[nt]?|skolenhet(er)?",
)
WORDS = re.compile(rf"(?<!\w)({'|'.join(OWN)})(?!\w)", re.IGNORECASE)
# codes of the example that a string of code might compare with; as words of Swedish they are common
CODES = re.compile(r"(?<!\w)(EK|HR|KLS|DI)(?!\w)")
SETTINGS = "params/intraservice.yaml"  # the example that a parameters cell begins with


def found(text: str) -> list[str]:
    return [match[0] for match in WORDS.finditer(text)]


def strings(source: str) -> Iterator[tuple[int, str]]:
    """Each string of code, with its line; the parts of an f-string too."""
    kinds = {tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING)}
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in kinds:
            yield token.start[0], token.string


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: path.relative_to(ROOT / "lib").as_posix())
def test_the_library_names_nothing_of_one_nämnd(path):
    text = path.read_text(encoding="utf-8")
    # a name may be broken over two lines
    assert found(re.sub(r"\s+", " ", text)) == []
    codes = strings(text) if path.suffix == ".py" else []
    assert [(line, word) for line, word in codes if CODES.search(word)] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_the_code_of_a_notebook_names_nothing_of_one_nämnd(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    # the cells to try things in are the economist's own
    ours = [cell for cell in cells if "prova" not in cell["metadata"].get("tags", [])]
    code = ["".join(cell["source"]) for cell in ours if cell["cell_type"] == "code"]
    assert [word for source in code for word in found(source.replace(SETTINGS, ""))] == []
    assert [word for source in code for _, word in strings(source) if CODES.search(word)] == []


def test_the_words_are_found_where_they_stand():
    assert found("x = 'Bastjänster'; y = 'KLS'") == ["Bastjänster", "KLS"]
    assert found("Göteborgs Stad, Intraservice, Delårsrapport mars 2025, 3.1.1") == ["Intraservice"]
    assert found("grundbastjänsterna, klsx") == []
    assert [word for _, word in strings('a = "EK"\nEK = 1  # EK') if CODES.search(word)] == ['"EK"']
