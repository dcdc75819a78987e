"""The page's SVG charts as PNG, in the letters that they were laid out with, the same bytes on any machine."""

from base64 import b64decode
from functools import cache
from io import BytesIO
from pathlib import Path

DPI = 220
_SVG, _PNG = "data:image/svg+xml;base64,", "data:image/png;base64,"
_CSS_DPI = 96
_LETTERS = "DejaVu Sans"


def png(source: str, width: int) -> BytesIO | None:
    """The PNG of an image's data URI, `width` in CSS pixels; None for what is neither SVG nor PNG."""
    if source.startswith(_PNG):
        return BytesIO(b64decode(source.removeprefix(_PNG)))
    if not source.startswith(_SVG):
        return None
    import resvg_py  # needed here only

    drawn = resvg_py.svg_to_bytes(
        svg_string=b64decode(source.removeprefix(_SVG)).decode("utf-8"),
        width=round(width * DPI / _CSS_DPI),
        dpi=_CSS_DPI,
        background="#ffffff",
        skip_system_fonts=True,
        font_files=_font_files(),
        font_family=_LETTERS,
        sans_serif_family=_LETTERS,
    )
    return BytesIO(bytes(drawn))


@cache
def _font_files() -> list[str]:
    """The fonts that matplotlib brings along, and lays charts out with."""
    from matplotlib import get_data_path

    folder = Path(get_data_path()) / "fonts" / "ttf"
    return [str(folder / name) for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")]
