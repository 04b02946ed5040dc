"""What a conversion did, asked and refused, as kept beside the files: the person sees again what the person confirmed."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from snapshots.intake.model import Ask, Conversion, Converted, Refusal


@dataclass(frozen=True)
class Record:
    """A conversion without its bytes, with the answers it was made with, and every question it ever asked."""

    conversion: Conversion
    answers: Mapping[str, str]

    @property
    def questions(self) -> frozenset[str]:
        return frozenset({ask.id for ask in self.conversion.asks} | set(self.answers))


def record_bytes(made: Conversion, answers: Mapping[str, str]) -> bytes:
    """The record of a conversion as JSON."""
    lists = {name: [asdict(item) for item in getattr(made, name)] for name in ("changes", "asks", "refusals", "more")}
    told = {"name": made.name, "encoding": made.encoding, "rows": list(made.rows), "answers": dict(answers), **lists,
            "counts": dict(made.counts)}
    return json.dumps(told, sort_keys=True, ensure_ascii=True, default=str).encode("ascii")


def read_record(raw: bytes) -> Record:
    """The record in these bytes; its conversion has no files and no original."""
    told: dict[str, Any] = json.loads(raw)
    made = Conversion(
        name=told["name"], files={}, changes=tuple(Converted(**item) for item in told["changes"]),
        asks=tuple(_ask(item) for item in told["asks"]), refusals=tuple(Refusal(**item) for item in told["refusals"]),
        original=b"", encoding=told["encoding"], rows=tuple(told["rows"]),
        more=tuple(Refusal(**item) for item in told.get("more", ())), counts=told.get("counts", {}))
    return Record(made, told["answers"])


def _ask(told: Mapping[str, Any]) -> Ask:
    return Ask(**{**told, "choices": tuple((value, label) for value, label in told["choices"])})


def whole(record: Record, original: bytes, files: Mapping[str, bytes]) -> Conversion:
    """The conversion with its bytes."""
    return replace(record.conversion, original=original, files=files)
