"""What `deploy/` holds is consistent with the program and the manual, and the proxy accepts its configuration."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.operations.site import HAPROXY, ROOT, certificate

DEPLOY = ROOT / "deploy"
MANUAL = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
CONTAINER = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
UNITS = ("explorer@.service", "explorer-desk.service")


def _settings() -> dict[str, str]:
    lines = (DEPLOY / "explorer.env").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_the_proxy_accepts_its_configuration_with_the_settings_given(tmp_path: Path) -> None:
    if not Path(HAPROXY).exists():
        pytest.skip("HAProxy is not installed: apt-get install haproxy")
    both = str(certificate(tmp_path))
    settings = {**_settings(), "EXPLORER_CERT": both, "DESK_CERT": both}
    command = [HAPROXY, "-c", "-f", str(DEPLOY / "haproxy.cfg")]
    done = subprocess.run(command, env={"PATH": os.environ["PATH"], **settings}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    del settings["EXPLORER_HOST"]
    bare = subprocess.run(command, env={"PATH": os.environ["PATH"], **settings, "REPLICA_1": ""}, capture_output=True, text=True)
    assert bare.returncode != 0, "a configuration without its settings is accepted"


def test_every_setting_of_the_proxy_is_in_the_example() -> None:
    wanted = set(re.findall(r"\$\{(\w+)\}", (DEPLOY / "haproxy.cfg").read_text(encoding="utf-8")))
    assert wanted and wanted <= set(_settings())


def test_every_setting_of_the_program_is_in_the_manual() -> None:
    known = set(re.findall(r"EXPLORER_[A-Z_]+", " ".join(
        path.read_text(encoding="utf-8") for folder in ("components", "snapshots", "exports") for path in (ROOT / folder).rglob("*.py"))))
    given = set(re.findall(r"EXPLORER_[A-Z_]+", MANUAL)) | {"EXPLORER_DESK_LOCAL"}  # for one machine without a provider
    assert known <= given, f"settings that the manual does not name: {sorted(known - given)}"


@pytest.mark.parametrize("unit", UNITS)
def test_units_run_as_somebody_without_rights(unit: str) -> None:
    text = (DEPLOY / unit).read_text(encoding="utf-8")
    assert re.search(r"^User=explorer", text, re.MULTILINE)
    for line in ("NoNewPrivileges=true", "ProtectSystem=strict", "CapabilityBoundingSet=", "PrivateTmp=true", "Restart=always"):
        assert line in text.splitlines()


def test_readers_may_not_write_the_store_nor_see_the_desk() -> None:
    text = (DEPLOY / UNITS[0]).read_text(encoding="utf-8")
    assert "ReadOnlyPaths=/srv/explorer/data" in text
    assert "InaccessiblePaths=-/srv/explorer/desk -/etc/explorer/secrets.toml -/etc/explorer/signing_key" in text
    compose = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    assert "/srv/explorer/data:/data:ro" in compose and "read_only: true" in compose


def test_the_image_runs_as_nobody_keeps_no_download_and_names_no_host() -> None:
    assert re.search(r"^USER 10057:10057$", CONTAINER, re.MULTILINE)
    assert CONTAINER.index("\nUSER ") < CONTAINER.index("\nCMD ")
    assert "--no-cache-dir" in CONTAINER
    assert not re.search(r"--index-url|https?://(?!127\.0\.0\.1)", CONTAINER)
    assert all("/" not in name for name in re.findall(r"^FROM (\S+)", CONTAINER, re.MULTILINE))
    ignored = (ROOT / ".containerignore").read_text(encoding="utf-8").split()
    assert {".git", ".streamlit/secrets.toml", "desk", "**/secrets*.toml"} <= set(ignored)
