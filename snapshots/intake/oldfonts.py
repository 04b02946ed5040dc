"""Letters of the fonts used before Unicode: TCVN3 (ABC) and VNI, as tables from what is stored to what is meant.

Both put Vietnamese letters where Western European ones are, so the stored text is first read as Windows-1252.
TCVN3: TCVN 5712:1993, third set. VNI: a letter, and behind it a mark that carries tone and shape.
"""

import re
from collections.abc import Mapping

_TCVN3 = (
    "A1Ă A2Â A3Ê A4Ô A5Ơ A6Ư A7Đ A8ă A9â AAê ABô ACơ ADư AEđ B5à B6ả B7ã B8á B9ạ BBằ BCẳ BDẵ BEắ C6ặ C7ầ C8ẩ C9ẫ CAấ "
    "CBậ CCè CEẻ CFẽ D0é D1ẹ D2ề D3ể D4ễ D5ế D6ệ D7ì D8ỉ DCĩ DDí DEị DFò E1ỏ E2õ E3ó E4ọ E5ồ E6ổ E7ỗ E8ố E9ộ EAờ EBở "
    "ECỡ EDớ EEợ EFù F1ủ F2ũ F3ú F4ụ F5ừ F6ử F7ữ F8ứ F9ự FAỳ FBỷ FCỹ FDý FEỵ"
)
TCVN3: Mapping[str, str] = {chr(int(pair[:2], 16)): pair[2:] for pair in _TCVN3.split()}
"""Stored character to letter."""

_VNI_MARKED = {
    "a": "aùá aøà aûả aõã aïạ aââ aáấ aàầ aåẩ aãẫ aäậ aêă aéắ aèằ aúẳ aüẵ aëặ",
    "e": "eùé eøè eûẻ eõẽ eïẹ eâê eáế eàề eåể eãễ eäệ",
    "o": "oùó oøò oûỏ oõõ oïọ oâô oáố oàồ oåổ oãỗ oäộ",
    "u": "uùú uøù uûủ uõũ uïụ",
    "y": "yùý yøỳ yûỷ yõỹ",
    "ô": "ôùớ ôøờ ôûở ôõỡ ôïợ",
    "ö": "öùứ öøừ öûử öõữ öïự",
}
_VNI_SINGLE = "íí ìì æỉ óĩ òị îỵ ôơ öư ñđ"


def _vni() -> dict[str, str]:
    lower = {entry[:-1]: entry[-1] for entries in _VNI_MARKED.values() for entry in entries.split()}
    lower |= {entry[:-1]: entry[-1] for entry in _VNI_SINGLE.split()}
    capital = {stored.upper(): letter.upper() for stored, letter in lower.items()}
    mixed = {stored[0].upper() + stored[1:]: letter.upper() for stored, letter in lower.items() if len(stored) > 1}
    return {**mixed, **capital, **lower}


VNI: Mapping[str, str] = _vni()
"""Stored characters, one or two, to letter."""

_VNI_ANY = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))
_TCVN3_TABLE = str.maketrans(dict(TCVN3))


def from_tcvn3(stored: str) -> str:
    """Text typed in a TCVN3 (ABC) font, its bytes read as Windows-1252, in Unicode."""
    return stored.translate(_TCVN3_TABLE)


def from_vni(stored: str) -> str:
    """Text typed in a VNI font, its bytes read as Windows-1252, in Unicode."""
    return _VNI_ANY.sub(lambda found: VNI[found.group()], stored)
