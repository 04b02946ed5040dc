"""The commands of `python -m snapshots` and their options."""

from pathlib import Path

from language import LANGUAGES, say
from snapshots.log import KINDS
from snapshots.usage import Parser


def _shared(lang: str) -> Parser:
    shared = Parser(add_help=False, lang=lang)
    shared.add_argument("--json", action="store_true", help=say(lang, "print JSON"))
    shared.add_argument("--lang", choices=LANGUAGES, default=lang, help=say(lang, "language of what is printed"))
    shared.add_argument("--data", type=_named, default=None, metavar="ROOT", help=say(lang, "folder or address of the store"))
    return shared


def _named(text: str) -> str:
    """A folder or address that was really given: an empty one would mean the current folder."""
    if not text.strip():
        raise ValueError
    return text


def _folder(text: str) -> Path:
    return Path(_named(text))


def parser_in(lang: str) -> Parser:
    """Every command and its options, with help in the reader's language."""
    parser = Parser(prog="python -m snapshots", description=say(lang, "The store of snapshots."), lang=lang)
    commands = parser.add_subparsers(dest="command", required=True, parser_class=Parser, metavar="COMMAND")

    def command(name: str, about: str) -> Parser:
        return commands.add_parser(name, help=about, description=about, parents=[_shared(lang)], lang=lang)

    command("list", say(lang, "the log: every publication, return and withdrawal"))
    command("current", say(lang, "id of the snapshot shown now"))
    checked = command("verify", say(lang, "check every file, the log, its checkpoints and mirrors; or an older checkpoint of yours"))
    held = checked.add_mutually_exclusive_group()
    held.add_argument("--checkpoint", type=_folder, metavar="FILE",
                      help=say(lang, "a checkpoint kept earlier: is it still in our history?"))
    held.add_argument("--tip", metavar="CHECKSUM", help=say(lang, "a checksum noted earlier: is it still in our history?"))
    command("mirror", say(lang, "write and sign the checkpoints that lack, and copy them to the mirrors"))
    tried = command("self-test", say(lang, "try whether a folder or address can hold a store"))
    tried.add_argument("place", nargs="?", type=_named, metavar="PLACE",
                       help=say(lang, "folder or address; the store if left out"))
    command("accept-log", say(lang, "take the log as it is, though entries seen before are gone"))
    command("show", say(lang, "one snapshot, with its files")).add_argument("snapshot", nargs="?", metavar="ID")
    draft = command("draft", say(lang, "make a draft: of a snapshot's tables, and of the files that lie in the folder"))
    draft.add_argument("folder", type=_folder, metavar="FOLDER")
    draft.add_argument("snapshot", nargs="?", metavar="ID")
    draft.add_argument("--accept", action="store_true", help=say(lang, "take the files over with the changes listed"))
    _answers(draft)
    command("validate", say(lang, "check a draft folder")).add_argument("folder", type=_folder, metavar="FOLDER")
    compared = command("compare", say(lang, "differences between two snapshots or folders"))
    for side in ("A", "B"):
        compared.add_argument(side.lower(), metavar=side, help=say(lang, "snapshot id, folder, or current"))
    publishing = command("publish", say(lang, "check a draft folder and publish it"))
    publishing.add_argument("folder", type=_folder, metavar="FOLDER")
    publishing.add_argument("--date", default="", help=say(lang, "date of the snapshot; today if left out"))
    publishing.add_argument("--kind", required=True, choices=KINDS)
    publishing.add_argument("--reconstructed", action="store_true",
                            help=say(lang, "put together later from older sources"))
    _answers(publishing)
    _decision(publishing)
    for name, about in (("roll-back", say(lang, "show an earlier snapshot again")),
                        ("withdraw", say(lang, "take a snapshot out of use"))):
        decided = command(name, about)
        decided.add_argument("snapshot", metavar="ID")
        _decision(decided)
    return parser


def _answers(parser: Parser) -> None:
    parser.add_argument("--answer", action="append", default=[], metavar="ID=TEXT",
                        help=say(parser.lang, "answer a question; repeatable"))


def _decision(parser: Parser) -> None:
    lang = parser.lang
    parser.add_argument("--reason-vi", required=True, metavar="TEXT", help=say(lang, "why, in Vietnamese; published for good"))
    parser.add_argument("--reason-en", required=True, metavar="TEXT", help=say(lang, "why, in English; published for good"))
    parser.add_argument("--actor", required=True, metavar="NAME", help=say(lang, "who does this"))
    parser.add_argument("--approver", default="", metavar="NAME", help=say(lang, "who approved it"))
    parser.add_argument("--expect-head", type=int, default=None, metavar="N",
                        help=say(lang, "newest log entry when you compared"))
