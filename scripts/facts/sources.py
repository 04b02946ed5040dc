"""Sources: one row for each distinct page read (address, title, date, original)."""

import hashlib
import re
from collections import defaultdict
from urllib.parse import urlsplit

from . import producers, reconstruction
from .ledger import Row
from .naming import slug

_OUTLET = re.compile(r"^([^:]{2,60}): (?=\S)")
_NOT_OUTLET = re.compile(
    r"^(Copy of|Forum of|Overview|Niên giám|Chỉ số|Kết quả|Báo cáo xếp hạng|Thấy gì|Lao-language|MONRE)"
)
_EDITION = re.compile(r"\s*\((EN|NL|JA|FR|KO|VNA|VNS|Chính phủ|English edition|MoST)\)|, from .*$")
_MIT = (
    "github.com/Tuan04-D/opendx",
    "github.com/hnks-gh/ml-mcdm",
    "github.com/thanglequoc/vietnamese-provinces-database",
)
_PAPI_COPY = "github.com/hnks-gh/ml-mcdm"
_PORTAL_COPY = "PMNM_HaUI.DNK_2025"


class Sources:
    """The register of sources; asking for the same page twice gives the same id."""

    def __init__(self) -> None:
        self.rows: dict[str, Row] = {}
        self.bodies: dict[str, dict[str, None]] = defaultdict(dict)

    def of(self, fact: Row) -> str:
        """Id of the page a row names (`source_url`, `source_title`, `source_date`, `original=` in its note)."""
        original = re.search(r"original=(\S+?)(?:;|$)", fact.get("note", ""))
        name = self.add(
            url=fact.get("source_url", ""),
            title=fact.get("source_title", "") or _title(fact.get("source_url", "")),
            published_on=fact.get("source_date", ""),
            original_url=original.group(1) if original else "",
        )
        if fact.get("publisher"):
            self.bodies[name].setdefault(fact["publisher"])
        return name

    def table(self) -> list[Row]:
        """All rows; what the facts add to the names of the bodies whose figures a page prints is its note."""
        for name, named in self.bodies.items():
            note_vi, note_en = producers.remarks(named)
            self.rows[name] |= {"note_vi": note_vi, "note_en": note_en}
        return list(self.rows.values())

    def add(
        self, url: str, title: str, published_on: str = "", original_url: str = "", publisher: str = "", **more: str
    ) -> str:
        """Add a page, give its id. Raises ValueError when two pages would share an id."""
        key = "|".join((url, title, published_on, original_url)).rstrip("|")
        word = _word(url) if url else slug(publisher or _report_of(title))
        name = f"{word}-{hashlib.sha256(key.encode()).hexdigest()[:6]}"
        row = {
            "id": name,
            "publisher": publisher or _publisher(url, title, original_url),
            "title": _headline(title),
            "url": url,
            "published_on": published_on,
            "retrieved_on": "",
            "licence": _licence(url),
            "original_url": original_url,
            "note_vi": "",
            "note_en": "",
            "_key": key,
        } | more
        if self.rows.setdefault(name, row)["_key"] != key:
            raise ValueError(f"two sources with id {name}: {key} and {self.rows[name]['_key']}")
        return name


def _word(url: str) -> str:
    """The telling word of a domain: `https://vietnam.vnanet.vn/x` -> `vnanet`."""
    labels = (urlsplit(url).hostname or url).split(".")
    while len(labels) > 1 and labels[-1] in {"vn", "com", "net", "org", "gov", "info", "kr", "cn", "co"}:
        labels.pop()
    return re.sub(r"[^a-z0-9]+", "-", labels[-1].lower()).strip("-")


def _title(url: str) -> str:
    """Words of the address, where no title was seen."""
    path = urlsplit(url).path.rstrip("/")
    return re.sub(r"[-_]+", " ", path.rsplit("/", 1)[-1].rsplit(".", 1)[0]).strip() or urlsplit(url).netloc


def _licence(url: str) -> str:
    return "MIT" if any(name in url for name in _MIT) else ""


def _publisher(url: str, title: str, original_url: str) -> str:
    """The ministry for copies of its tables; otherwise the outlet, by its domain or by the title, or the domain."""
    if "dti.gov.vn" in original_url or "dti.gov.vn" in urlsplit(url).netloc:
        return _dti_publisher(original_url or url)
    if _PAPI_COPY in url:
        return "CECODES - UNDP (PAPI)"
    if _PORTAL_COPY in url:
        return "Cổng Dịch vụ công quốc gia (dichvucong.gov.vn)"
    host = urlsplit(url).netloc.removeprefix("www.").removeprefix("m.")
    known = reconstruction.by("outlets", "domain").get(host, {}).get("name")
    found = _OUTLET.match(title)
    if found and not known and not _NOT_OUTLET.match(title):
        return _EDITION.sub("", found.group(1)).strip()
    return known or host or _report_of(title)


def _dti_publisher(address: str) -> str:
    """The ministry in charge when the table was announced: from March 2025 Science and Technology."""
    ministry = "Bộ Khoa học và Công nghệ" if "2024" in address else "Bộ Thông tin và Truyền thông"
    return f"{ministry} (dti.gov.vn)"


def _report_of(title: str) -> str:
    return title.split(" report of ")[0]


def _headline(title: str) -> str:
    """The title without the outlet's name in front."""
    found = _OUTLET.match(title)
    return title[found.end() :].strip() if found and not _NOT_OUTLET.match(title) else title
