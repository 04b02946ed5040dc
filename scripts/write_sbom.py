"""Writes docs/sbom.cdx.json, the list of packages that run (CycloneDX 1.5), from requirements.lock: `python scripts/write_sbom.py`."""

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK, SBOM = ROOT / "requirements.lock", ROOT / "docs" / "sbom.cdx.json"
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s\\;]+)", re.MULTILINE)


def sbom(lock: str) -> str:
    """The document for the pins of a lock file; the same bytes for the same lock."""
    components = [
        {
            "type": "library",
            "name": name,
            "version": version,
            "purl": f"pkg:pypi/{name}@{version}",
            "bom-ref": f"{name}@{version}",
        }
        for name, version in _PIN.findall(lock)
    ]
    document = {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "components": components}
    return json.dumps(document, indent=1) + "\n"


if __name__ == "__main__":
    SBOM.write_text(sbom(LOCK.read_text(encoding="utf-8")), encoding="utf-8")
