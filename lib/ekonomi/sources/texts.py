"""The economists' own texts, which tell what is read of them: a rendered section is kept while just that stands."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from ekonomi.params import Settings
from ekonomi.readers.files import InputFile, matching
from ekonomi.readers.text import decode
from ekonomi.sources.door import Door

# a text's name and what it said, None where there was none; of all of them at once, their names alone go by ""
Read = set[tuple[str, object]]
_listening: list[Read] = []


class Texts(Mapping[str, str]):
    """The Markdown of own texts by file stem; what is read of it is told to `reading`."""

    def __init__(self, written: Mapping[str, str]) -> None:
        self._written = dict(written)

    def __getitem__(self, name: str) -> str:
        self._tell(name)
        return self._written[name]

    def __iter__(self) -> Iterator[str]:
        self._tell("")
        return iter(self._written)

    def __len__(self) -> int:
        self._tell("")
        return len(self._written)

    def _tell(self, name: str) -> None:
        for read in _listening:
            read.add((name, _said(self._written, name)))


def stands(texts: Mapping[str, str], read: Read) -> bool:
    """True where all that was once read of some texts would be read again."""
    return all(_said(texts, name) == said for name, said in read)


def _said(texts: Mapping[str, str], name: str) -> object:
    return texts.get(name) if name else tuple(texts)


@contextmanager
def reading() -> Iterator[Read]:
    """Within it, what is read of own texts is added to what it gives."""
    read: Read = set()
    _listening.append(read)
    try:
        yield read
    finally:
        _listening.pop()


def read_texts(settings: Settings, root: Path, period: str) -> Texts:
    """The economists' markdown of a period by file stem (of a tjänst `tjanst/<tjänst>`), as written (not sanitised).

    Raises DataError for a file that is no text.
    """
    door = Door(settings, root, period)
    texts = {slot: door.attempt(decode, file) for slot, file in _text_files(door).items()}
    door.close()
    return Texts({slot: text for slot, text in texts.items() if text is not None})


def text_hashes(settings: Settings, root: Path, period: str) -> list[InputFile]:
    """The files that `read_texts` reads."""
    return list(_text_files(Door(settings, root, period)).values())


def _text_files(door: Door) -> dict[str, InputFile]:
    folder = door.root / door.settings.texter / door.period
    paths = [*matching(folder, "*.md"), *matching(folder, "tjanst/*.md")]
    files = {path.relative_to(folder).with_suffix("").as_posix(): door.open(path, "texter") for path in paths}
    return {slot: file for slot, file in files.items() if file is not None}
