"""The face of a snapshot to other people's tools: datapackage.json (Frictionless Data Package v2) and SHA256SUMS."""

import json
from collections.abc import Mapping
from typing import Any

from snapshots.files import sha256
from snapshots.schema import tables, template
from snapshots.table import read_rows

MANIFEST = "datapackage.json"
SUMS = "SHA256SUMS"
NAME = "resolution-57-explorer"
TITLE = "Explorer of Resolution 57: snapshot {snapshot}"
LICENCE = "Licence of each dataset and source: column licence of datasets.csv and sources.csv"


def manifest_bytes(snapshot: str, created: str, files: Mapping[str, bytes]) -> bytes:
    """The descriptor: the declared tables with size and `sha256:` hash of each file, licences and sources."""
    descriptor = template()
    resources = [
        {**resource, "bytes": len(files[resource["path"]]), "hash": "sha256:" + sha256(files[resource["path"]])}
        for resource in descriptor["resources"]
    ]
    head = {
        "$schema": descriptor["$schema"],
        "name": f"{NAME}-{snapshot}",
        "id": f"{NAME}/{snapshot}",
        "title": TITLE.format(snapshot=snapshot),
        "version": snapshot,
        "created": created,
        "licenses": [{"path": tables()["datasets"].path, "title": LICENCE}],
        "sources": _sources(files),
    }
    return json.dumps({**head, "resources": resources}, ensure_ascii=False, indent=1).encode("utf-8") + b"\n"


def _sources(files: Mapping[str, bytes]) -> list[dict[str, Any]]:
    datasets = read_rows(files[tables()["datasets"].path])
    publishers = sorted({row["publisher_en"] for row in datasets})
    return [{"title": publisher, "path": tables()["sources"].path} for publisher in publishers]


def declared_hashes(manifest: bytes) -> dict[str, str]:
    """SHA-256 by file name, as the descriptor declares them."""
    resources = json.loads(manifest)["resources"]
    return {resource["path"]: resource["hash"].removeprefix("sha256:") for resource in resources}


def sums_text(hashes: Mapping[str, str], manifest: bytes) -> bytes:
    """Content of SHA256SUMS: what `sha256sum -c` reads, the tables and the descriptor."""
    every = {**hashes, MANIFEST: sha256(manifest)}
    return "".join(f"{every[name]}  {name}\n" for name in sorted(every)).encode("ascii")
