"""The kit of a figure: one zip with pictures in all shapes, data and texts, in both languages, with checksums.

The same order gives the same bytes: fixed order of files, times from the snapshot. Pictures of a shape share one
layout, which is what most of their time goes into.
"""

import csv
import datetime as dt
import hashlib
import io
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from charts.figure import Figure
from exports import address, citation, names, records, sdmx, sheets, table, workbook
from exports import order as orders
from exports.licence import refused
from exports.order import Order, Shelf
from exports.shapes import SHAPES
from exports.together import mapped, pictures
from figures.context import Context
from figures.views import mark
from language import LANGUAGES, date, say

Progress = Callable[[int, int], None]
SUMS = "SHA256SUMS"
LICENCE = "LICENCE.txt"
STEPS = len(LANGUAGES) * (len(SHAPES) + 2)
"""Parts of a kit, for the progress: each shape, the data and the texts of each language."""
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first time a zip can hold."""
_STORED = {"png", "xlsx", "pdf"}
"""Forms that are compressed already."""


@dataclass(frozen=True)
class File:
    """A file of the kit: path inside it, bytes, and what it is (a message id)."""

    path: str
    content: bytes
    about: str


PICTURES: Mapping[str, str] = {
    "png": mark("picture in pixels, for the web, documents and slides"),
    "svg": mark("picture in vector form, text kept, its letters inside the file"),
    "outlines": mark("picture in vector form, letters as shapes, for layout programs"),
    "pdf": mark("picture as PDF, text can be selected and searched"),
}
DATA: Mapping[str, str] = {
    "csv": mark("data for programs: UTF-8, comma, decimal point"),
    "csv-spreadsheet": mark("data for spreadsheets: semicolon, decimal comma"),
    "xlsx": mark("workbook: about, filters, data, flags, dictionary, changes"),
    "json": mark("data with words, sources and addresses, for programs"),
    "sdmx-csv": mark("observations in the statistical exchange form SDMX-CSV 2.0"),
}
TEXTS: Mapping[str, str] = {
    "alt": mark("alternative texts, short and long, to be copied beside the picture"),
    "dictionary": mark("dictionary: what each column and each indicator means"),
    "citation": mark("how to cite: one line, to be completed with the day of access"),
    "bib": mark("how to cite, for BibTeX"),
    "csl": mark("how to cite, for reference managers (CSL-JSON)"),
    "refused": mark("why the data is not in the kit"),
}


def kit(order: Order, store: Shelf, progress: Progress | None = None, processes: int = 1) -> bytes:
    """The zip of the order's view and theme in both languages; `progress` is told (parts done, all parts).

    `processes`: so many draw the pictures; the bytes are the same. No data is inside where a licence forbids reuse, but
    a file that says so. Raises as `order.made` does.
    """
    figures = {lang: orders.figure(replace(order, lang=lang), store) for lang in LANGUAGES}
    contexts = {lang: Context(orders.tables(order, store), lang, order.dark) for lang in LANGUAGES}
    files: list[File] = []
    for done, part in enumerate(_parts(order, figures, contexts, processes), start=1):
        files += part
        if progress:
            progress(done, STEPS)
    files += [_readme(figures[lang], lang, files) for lang in LANGUAGES]
    files.append(File(LICENCE, _text(_licence(figures)), ""))
    return _zipped(files, figures[order.lang])


def _parts(
    order: Order, figures: Mapping[str, Figure], contexts: Mapping[str, Context], processes: int
) -> Iterator[list[File]]:
    """The parts of the kit in their fixed order."""
    asked = [replace(order, lang=lang, shape=shape) for lang in LANGUAGES for shape in SHAPES]
    yield from mapped(_pictures, asked, [figures[one.lang] for one in asked], processes=processes)
    for lang in LANGUAGES:
        yield _data(replace(order, lang=lang), figures[lang], contexts[lang])
        yield _texts(figures[lang], contexts[lang])


def _pictures(order: Order, shown: Figure) -> list[File]:
    """One shape in every form, laid out once."""
    further = SHAPES[order.shape].scales[1:]
    wanted = [
        (replace(order, form="png"), PICTURES["png"]),
        *((replace(order, form="png", scale=int(scale)), PICTURES["png"]) for scale in further),
        (replace(order, form="svg"), PICTURES["svg"]),
        (replace(order, form="svg", outlines=True), PICTURES["outlines"]),
        (replace(order, form="pdf"), PICTURES["pdf"]),
    ]
    contents = pictures(shown, [one for one, _ in wanted])
    return [
        File(f"{order.lang}/{orders.name(shown, one)}", content, about)
        for (one, about), content in zip(wanted, contents, strict=True)
    ]


def _data(order: Order, shown: Figure, context: Context) -> list[File]:
    reason = refused(context, shown)
    if reason:
        return [_named(shown, "data-refused", "txt", reason + "\n", TEXTS["refused"])]
    makers: Mapping[str, Callable[[], bytes]] = {
        "csv": lambda: table.csv(shown),
        "csv-spreadsheet": lambda: table.spreadsheet(shown),
        "xlsx": lambda: workbook.xlsx(context, shown),
        "json": lambda: records.json(context, shown),
        "sdmx-csv": lambda: sdmx.sdmx_csv(context, shown),
    }
    made = []
    for form, make in makers.items():
        try:
            content = make()
        except sdmx.NoObservationsError:
            continue
        made.append(File(f"{order.lang}/{orders.name(shown, replace(order, form=form))}", content, DATA[form]))
    return made


def _texts(shown: Figure, context: Context) -> list[File]:
    return [
        _named(shown, "alt-text", "txt", alternative(shown), TEXTS["alt"]),
        _named(shown, "dictionary", "csv", dictionary(context, shown), TEXTS["dictionary"]),
        _named(shown, "citation", "txt", citation.line(shown, shown.lang) + "\n", TEXTS["citation"]),
        _named(shown, "citation", "bib", citation.bibtex(shown), TEXTS["bib"]),
        _named(shown, "citation", "json", citation.csl_json(shown), TEXTS["csl"]),
    ]


def alternative(shown: Figure) -> str:
    """Short and long alternative text, each under its heading."""
    words, lang = shown.words, shown.lang
    parts = [
        (say(lang, "Short alternative text"), words.alt),
        (say(lang, "Long alternative text"), words.description or words.alt),
    ]
    return "\n\n".join(f"{heading}\n{text}" for heading, text in parts) + "\n"


def dictionary(context: Context, shown: Figure) -> str:
    """The dictionary of the workbook as CSV: blocks of header and rows, an empty line between them."""
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\n")
    for at, block in enumerate(sheets.dictionary(context, shown)):
        if at:
            made.write("\n")
        writer.writerow(block.header)
        writer.writerows(block.rows)
    return made.getvalue()


def _readme(shown: Figure, lang: str, files: list[File]) -> File:
    """What the kit is and holds, file by file; how to cite it, what is allowed, how to check it."""
    words = shown.words
    parts = [
        [words.title, words.subtitle, shown.unofficial],
        [
            say(
                lang,
                "Snapshot {snapshot} ({day}), sha256 {checksum}",
                snapshot=shown.snapshot,
                day=date(lang, shown.snapshot[:10]),
                checksum=shown.checksum,
            ),
            say(lang, "This figure for good: {address}", address=address.pinned(shown)),
            say(lang, "The newest: {address}", address=address.live(shown)),
        ],
        [
            say(lang, "Files"),
            *_listed(lang, files),
            f"- {LICENCE}: {say(lang, 'licences')}",
            f"- {SUMS}: {say(lang, 'checksums of all files')}",
        ],
        [say(lang, "How to cite"), citation.line(shown, lang)],
        [
            say(lang, "How to check"),
            say(lang, "All files: sha256sum -c {sums}", sums=SUMS),
            say(
                lang,
                "A picture against the snapshots, also years later: {command}",
                command="python -m exports read FILE",
            ),
        ],
    ]
    text = "\n\n".join("\n".join(line for line in part if line) for part in parts)
    return File(f"README_{lang}.txt", _text(text + "\n"), "")


def _listed(lang: str, files: list[File]) -> list[str]:
    """Each sort of file once, with the forms it comes in: the part of its name that differs."""
    sorts: dict[tuple[str, str], list[str]] = {}
    for one in files:
        if one.path.startswith(f"{lang}/"):
            form, suffix = one.path.rsplit("_", 4)[1], one.path.rsplit(".", 1)[-1]
            sorts.setdefault((one.about, suffix), []).append(form)
    told = [f"- {', '.join(forms)} (.{suffix}): {say(lang, about)}" for (about, suffix), forms in sorts.items()]
    folders = say(
        lang, "In folder {own}; the same in the other language in {other}.", own=f"{lang}/", other=_other(lang)
    )
    return [folders, *told]


def _other(lang: str) -> str:
    return "".join(f"{one}/" for one in LANGUAGES if one != lang)


def _licence(figures: Mapping[str, Figure]) -> str:
    """Licence of each source, in both languages, and of the font inside the pictures."""
    parts = []
    for lang, shown in figures.items():
        stated = say(lang, "not stated by the publisher")
        lines = [f"- {one.title} <{one.url}>: {one.licence or stated}" for one in shown.sources]
        parts.append(
            "\n".join(
                [
                    say(lang, "Licence of the data, source by source"),
                    *dict.fromkeys(lines),
                    say(
                        lang,
                        "The pictures may be published with their source line. Letters: Source Sans, SIL Open Font License 1.1.",
                    ),
                ]
            )
        )
    return "\n\n".join(parts) + "\n"


def _named(shown: Figure, form: str, suffix: str, text: str, about: str) -> File:
    name = names.file_name(shown, shown.subject, shown.period, form, suffix)
    return File(f"{shown.lang}/{name}", _text(text), about)


def _text(text: str) -> bytes:
    return unicodedata.normalize("NFC", text).encode()


def _zipped(files: list[File], shown: Figure) -> bytes:
    """All files with their checksums last, in one folder named as the kit is."""
    sums = "".join(f"{hashlib.sha256(one.content).hexdigest()}  {one.path}\n" for one in files)
    made, when = io.BytesIO(), moment(shown)
    with zipfile.ZipFile(made, "w") as archive:
        for one in [*files, File(SUMS, sums.encode(), "")]:
            entry = zipfile.ZipInfo(one.path, when)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            packed = one.path.rsplit(".", 1)[-1] in _STORED
            archive.writestr(entry, one.content, zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED, 6)
    return made.getvalue()


def moment(shown: Figure) -> tuple[int, int, int, int, int, int]:
    """Time of the snapshot's log entry in UTC, as a zip has it."""
    told = dt.datetime.fromisoformat(shown.created or shown.snapshot[:10])
    at = told.astimezone(dt.UTC) if told.tzinfo else told
    return max(EARLIEST, (at.year, at.month, at.day, at.hour, at.minute, at.second))
