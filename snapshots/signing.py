"""OpenSSH signatures, made and checked by the stock tool. Only who publishes signs: nothing that readers reach imports this."""

import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from snapshots import checkpoints
from snapshots.checkpoints import SIGNATURE, SIGNER, SUMS_SIGNATURE
from snapshots.files import sha256
from snapshots.findings import printable
from snapshots.log import Entry
from snapshots.manifest import MANIFEST, declared_hashes, sums_text
from snapshots.messages import Notice
from snapshots.places import Place
from snapshots.store import SNAPSHOT_FOLDER

KEY_VARIABLE = "EXPLORER_SIGNING_KEY"
"""Path of the private key, or of the public one where an agent holds the private (SSH_AUTH_SOCK)."""
NAMESPACE = "resolution-57-explorer"
PERSON = "publisher"
TOOL = "ssh-keygen"
SECONDS, LONGEST = 20, 300


class SigningError(Exception):
    """The tool is missing or refused; `notice` says it."""

    def __init__(self, notice: Notice) -> None:
        super().__init__(notice.text("en"))
        self.notice = notice


def signing_key() -> str:
    """The key set by `EXPLORER_SIGNING_KEY`; empty where nothing is to be signed."""
    return os.environ.get(KEY_VARIABLE, "")


def sign(raw: bytes, key: str) -> bytes:
    """The detached signature of these bytes. Raises SigningError."""
    return _run(["-Y", "sign", "-f", key, "-n", NAMESPACE], raw)


def signer(key: str) -> bytes:
    """The line of the public key, as `ssh-keygen -Y verify -f` takes it. Raises SigningError."""
    public = Path(key).read_bytes() if key.endswith(".pub") else _run(["-y", "-f", key])
    kind, blob = public.decode("ascii", "replace").split()[:2]
    return f'{PERSON} namespaces="{NAMESPACE}" {kind} {blob}\n'.encode("ascii")


def signer_name(line: bytes) -> str:
    """File name of a public key: one a key, so that a new one leaves the old signatures as good as they were."""
    return f"{SIGNER}{sha256(line)[:16]}"


def verifies(raw: bytes, signature: bytes, signers: bytes) -> bool:
    """Whether one of the signers signed these bytes. Raises SigningError where the tool is missing."""
    with tempfile.TemporaryDirectory() as folder:
        known, detached = Path(folder, "allowed_signers"), Path(folder, "signature")
        known.write_bytes(signers)
        detached.write_bytes(signature)
        try:
            _run(["-Y", "verify", "-f", str(known), "-I", PERSON, "-n", NAMESPACE, "-s", str(detached)], raw)
        except SigningError as error:
            if error.notice.code == "tool_missing":
                raise
            return False
    return True


def to_sign(place: Place, entries: Sequence[Entry]) -> Iterator[tuple[str, bytes]]:
    """Name of each signature and the bytes it is of: every checkpoint, and SHA256SUMS of every snapshot that is readable."""
    for head in checkpoints.heads(entries):
        yield checkpoints.name(head.seq) + SIGNATURE, checkpoints.note(head)
    for entry in entries:
        if entry.action == "publish":
            manifest = place.read(f"{SNAPSHOT_FOLDER}/{entry.snapshot}/{MANIFEST}", entry.manifest_sha256)
            if manifest is not None and sha256(manifest) == entry.manifest_sha256:
                yield entry.snapshot + SUMS_SIGNATURE, sums_text(declared_hashes(manifest), manifest)


def faults(place: Place, entries: Sequence[Entry]) -> Iterator[Notice]:
    """Every signature of the store that is not one of the bytes it stands beside, by a key of the store. Raises AwayError."""
    there = set(place.names(checkpoints.FOLDER))
    signers = checkpoints.signers(place)
    try:
        for file, raw in to_sign(place, entries):
            if file in there and not verifies(raw, place.read(checkpoints.path(file), anew=True) or b"", signers):
                yield Notice("signature_wrong", file=file)
    except SigningError as error:
        yield error.notice


def _run(arguments: list[str], given: bytes = b"") -> bytes:
    """What the tool prints. Without a terminal, so that it never waits for a passphrase; no shell."""
    quiet = {**os.environ, "SSH_ASKPASS_REQUIRE": "never"}
    try:
        done = subprocess.run(
            [TOOL, *arguments], input=given, capture_output=True, timeout=SECONDS, start_new_session=True, env=quiet,
            check=False)
    except FileNotFoundError as error:
        raise SigningError(Notice("tool_missing")) from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SigningError(Notice("key_refused", values={"detail": printable(str(error))})) from error
    if done.returncode:
        told = [line for line in done.stderr.decode("utf-8", "replace").splitlines() if line and not line.startswith("@")]
        detail = printable(" ".join(told))[:LONGEST] or str(done.returncode)
        raise SigningError(Notice("key_refused", values={"detail": detail}))
    return done.stdout
