"""Source Sans, as Streamlit ships it, made into the static weights the renderer can read.

Streamlit's package holds one variable font (SIL Open Font License) with every Vietnamese letter. The renderer and the
text measure need static files, so three weights are cut from it once and kept in a cache folder.
"""

import base64
import hashlib
import importlib.util
import io
import os
import tempfile
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

import uharfbuzz as hb
import vl_convert
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from charts.theme import FONT

WEIGHTS = {400: "Regular", 600: "SemiBold", 700: "Bold"}
_MEDIA = "static/static/media"
KEPT_FEATURES = (b"ccmp", b"kern", b"mark", b"mkmk", b"locl")
"""What a part of the font keeps of its layout: letters put together, kerning, marks, forms of a language."""
_RANGES = (
    (0x20, 0x24F),
    (0x300, 0x3FF),
    (0x1E00, 0x1EFF),
    (0x2000, 0x206F),
    (0x2070, 0x209F),
    (0x20A0, 0x20BF),
    (0x2100, 0x218F),
    (0x2190, 0x21FF),
    (0x2200, 0x22FF),
    (0x25A0, 0x25FF),
    (0x2700, 0x27BF),
)


class FontMissingError(RuntimeError):
    """The variable font is not where Streamlit's package keeps it."""


def variable_font() -> Path:
    """Streamlit's upright variable font. Raises FontMissingError if the package holds none."""
    package = importlib.util.find_spec(
        "streamlit"
    )  # found, not imported: half a second and a server's worth of modules
    folder = Path(str(package.origin)).parent / _MEDIA if package else Path(_MEDIA)
    found = sorted(folder.glob("SourceSansVF-Upright*.woff2"))
    if not found:
        raise FontMissingError(
            f"no SourceSansVF-Upright*.woff2 in the Streamlit package ({_MEDIA}): install Streamlit again"
        )
    return found[0]


def cache_folder() -> Path:
    """Where the static fonts are kept: `EXPLORER_CACHE`, or the user's cache folder; one folder per source font."""
    root = os.environ.get("EXPLORER_CACHE") or os.path.join(
        os.environ.get("XDG_CACHE_HOME") or "~/.cache", "nq57-explorer"
    )
    digest = hashlib.sha256(variable_font().read_bytes()).hexdigest()[:12]
    return Path(root).expanduser() / f"fonts-{digest}-3"


@cache
def prepare() -> Path:
    """Make the static weights if they are not there yet and register them with the renderer; the folder."""
    folder = cache_folder()
    folder.mkdir(parents=True, exist_ok=True)
    missing = [weight for weight in WEIGHTS if not font_file(weight, folder).exists()]
    if missing:
        _cut(missing, folder)
    vl_convert.register_font_directory(str(folder))
    return folder


def font_file(weight: int, folder: Path | None = None) -> Path:
    """The static file of one weight (400, 600 or 700)."""
    return (folder or cache_folder()) / f"SourceSans-{WEIGHTS[weight]}.ttf"


def _cut(weights: list[int], folder: Path) -> None:
    base = _subset(TTFont(variable_font(), recalcTimestamp=False))
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        small = Path(scratch) / "small.ttf"
        base.save(small)
        for weight in weights:
            font = instantiateVariableFont(TTFont(small, recalcTimestamp=False), {"wght": weight}, inplace=True)
            _rename(font, weight)
            made = Path(scratch) / f"{weight}.ttf"
            font.save(made)
            os.replace(made, font_file(weight, folder))


def _subset(font: TTFont) -> TTFont:
    options = Options(layout_features=["*"], name_IDs=["*"], notdef_outline=True, recalc_timestamp=False)
    cutter = Subsetter(options)
    cutter.populate(unicodes=[code for first, last in _RANGES for code in range(first, last + 1)])
    cutter.subset(font)
    font.flavor = None
    return font


def _rename(font: TTFont, weight: int) -> None:
    """One family name for all weights, so that `font-weight` picks among them."""
    names = font["name"]
    names.names = [record for record in names.names if record.nameID in (0, 13, 14)]
    style = WEIGHTS[weight]
    for name_id, text in (
        (1, FONT),
        (2, style),
        (4, f"{FONT} {style}"),
        (6, f"SourceSans-{style}"),
        (16, FONT),
        (17, style),
    ):
        names.setName(text, name_id, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight


@cache
def _metrics(weight: int) -> tuple[dict[int, str], dict[str, tuple[int, int]], int]:
    font = TTFont(font_file(weight, prepare()))
    return font.getBestCmap(), dict(font["hmtx"].metrics), font["head"].unitsPerEm


def text_width(text: str, size: float, weight: int = 400) -> float:
    """Width of a text in px at `size` px; letters are composed (NFC) first."""
    letters, advances, em = _metrics(weight)
    missing = letters.get(ord("n"), ".notdef")
    return sum(advances[letters.get(ord(ch), missing)][0] for ch in unicodedata.normalize("NFC", text)) * size / em


def wrap(text: str, size: float, width: float, weight: int = 400) -> list[str]:
    """The text in lines no wider than `width` px, broken at spaces."""
    lines: list[str] = []
    for word in unicodedata.normalize("NFC", text).split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, weight) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def font_face(text: str) -> str:
    """CSS that carries the letters of `text` in the three weights inside the file itself (WOFF2, nothing fetched)."""
    letters = "".join(sorted(set(unicodedata.normalize("NFC", text))))
    return "".join(
        f"@font-face{{font-family:'{FONT}';font-weight:{weight};"
        f"src:url(data:font/woff2;base64,{_letters(letters, weight)})}}"
        for weight in WEIGHTS
    )


@lru_cache(maxsize=64)
def _letters(letters: str, weight: int) -> str:
    wanted = hb.SubsetInput()
    wanted.flags = hb.SubsetFlags.NO_HINTING
    wanted.unicode_set.set({ord(letter) for letter in letters})
    wanted.layout_feature_tag_set.set({int.from_bytes(feature, "big") for feature in KEPT_FEATURES})
    small = hb.subset(_face(weight), wanted)
    font = TTFont(io.BytesIO(small.blob.data), recalcTimestamp=False)
    font.flavor = "woff2"
    made = io.BytesIO()
    font.save(made)
    return base64.b64encode(made.getvalue()).decode()


@cache
def _face(weight: int) -> hb.Face:
    """The font prepared for cutting small parts out of it: HarfBuzz does so in milliseconds."""
    return hb.subset_preprocess(hb.Face(hb.Blob.from_file_path(str(font_file(weight, prepare())))))
