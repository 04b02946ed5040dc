"""What the code must never do, read from its syntax trees (points 15, 23, 24), its history (25) and its packages (30)."""

import ast
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.write_sbom import sbom

ROOT = Path(__file__).resolve().parents[2]
RUNNING = ["components", "pages", "exports", "figures", "charts", "indicators", "snapshots", "language"]
FILES = [*sorted(ROOT.glob("*.py")), *(path for layer in RUNNING for path in sorted((ROOT / layer).rglob("*.py")))]
FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__", "system", "popen", "literal_eval", "mktemp"}
FORBIDDEN_METHODS = {
    "query",
    "eval",
    "read_pickle",
    "to_pickle",
    "read_html",
    "read_xml",
    "read_sql",
    "read_excel",
    "read_json",
    "read_table",
}
"""On pandas 3.1 a text given to `query` ran a shell command; the readers open paths and addresses that they are given."""
FORBIDDEN_MODULES = {
    "pickle",
    "shelve",
    "marshal",
    "dill",
    "cloudpickle",
    "joblib",
    "yaml",
    "requests",
    "urllib3",
    "ftplib",
    "telnetlib",
}
WEAK = re.compile(r"(md5|sha1|md4|des|rc4|arc4)", re.IGNORECASE)
SECRETS = {
    "private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "access key": re.compile(r"\b(AKIA|ASIA)[0-9A-Z]{16}\b"),
    "token of a forge": re.compile(r"\b(gh[pousr]_[A-Za-z0-9]{36}|glpat-[A-Za-z0-9_-]{20})\b"),
    "token of a package index": re.compile(r"\bpypi-AgEI[A-Za-z0-9_-]{20,}"),
    "web token": re.compile(r"\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{10,}"),
    "password in an address": re.compile(r"[a-z]+://[^/\s:@\"'{}<>]+:[^/\s:@\"'{}<>$]{3,}@[a-z0-9.-]+\.[a-z]{2,}"),
    "secret given": re.compile(
        r"(?i)\b(client_secret|cookie_secret|api_key|secret_access_key)\b[\"']?\s*[:=]\s*[\"'][A-Za-z0-9+/=_-]{20,}[\"']"
    ),
}


def _calls(tree: ast.AST) -> Iterator[tuple[str, bool, ast.Call]]:
    """Name of what is called, and whether it is a method."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node.func.id, False, node
            elif isinstance(node.func, ast.Attribute):
                yield node.func.attr, True, node


def _modules(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def faults(source: str) -> list[str]:
    """What a module does that none may do."""
    tree = ast.parse(source)
    found = []
    for name, method, call in _calls(tree):
        if name in FORBIDDEN_CALLS and not (method and _of_re(call)):
            found.append(f"{name}() in line {call.lineno}")
        if method and name in FORBIDDEN_METHODS:
            found.append(f".{name}() in line {call.lineno}")
        if any(word.arg == "shell" for word in call.keywords):
            found.append(f"shell= in line {call.lineno}")
        if any(word.arg == "persist" for word in call.keywords):
            found.append(f"persist= in line {call.lineno}: a cache on disk is read by pickle")
        if any(word.arg in ("unsafe_allow_html", "unsafe_allow_javascript") for word in call.keywords):
            found.append(f"unsafe text in line {call.lineno}")
    for module in _modules(tree):
        if module.split(".")[0] in FORBIDDEN_MODULES:
            found.append(f"import of {module}")
    return found


def _of_re(call: ast.Call) -> bool:
    return (
        isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id in ("re", "regex")
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_text_becomes_code_or_a_path(path: Path) -> None:
    assert not faults(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "source",
    [
        "eval('1')",
        "frame.query(text)",
        "frame.eval(text)",
        "import pickle",
        "from yaml import load",
        "pd.read_json(text)",
    ]
    + ["st.cache_data(persist='disk')", "run(x, shell=True)", "st.markdown(x, unsafe_allow_html=True)", "os.system(x)"],
)
def test_the_reader_of_code_finds_what_it_looks_for(source: str) -> None:
    assert faults(source)


def test_the_reader_of_code_lets_the_rest_pass() -> None:
    assert not faults("re.compile('x'); pd.read_csv(io.BytesIO(raw)); st.markdown(x); url.query")


READERS = ("read_csv", "read_parquet", "read_fwf", "read_feather", "open_workbook", "load_workbook")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_tables_are_read_from_bytes_never_from_a_name(path: Path) -> None:
    """`read_csv` opens `/etc/passwd` and `http://`: it may be given a stream of bytes only."""
    for name, _, call in _calls(ast.parse(path.read_text(encoding="utf-8"))):
        if name in READERS:
            given = ast.unparse(call.args[0]) if call.args else ""
            assert re.search(r"BytesIO|StringIO|stream|files?\b", given), f"{name}({given}) in line {call.lineno}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_approved_hashes(path: Path) -> None:
    """SHA-256 for files, entries and keys; nothing older (point 23)."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)]
    names += [node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    names += [alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names]
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    assert not [name for name in names if WEAK.fullmatch(name)]
    assert not [text for text in texts if WEAK.fullmatch(text)]


def _own_modules(path: Path) -> set[Path]:
    """Files of ours that a module imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        found |= {file for name in names if (file := ROOT / f"{name.replace('.', '/')}.py") in FILES}
    return found


def _reached(begin: set[Path]) -> set[Path]:
    found, left = set(begin), list(begin)
    while left:
        new = _own_modules(left.pop()) - found
        found |= new
        left += new
    return found


def test_no_key_is_needed_where_readers_are_served() -> None:
    """Nothing that the public process can load signs or publishes, so no signing key is on its machine (point 24)."""
    started = {ROOT / "app.py", ROOT / "components" / "shell.py", *(ROOT / "pages").glob("*.py")}
    reached = _reached(started)
    assert ROOT / "snapshots" / "checkpoints.py" in reached and ROOT / "components" / "figure_files.py" in reached
    named = [path for path in reached if re.search(r"(?i)private_key|signing_key|cookie_secret", path.read_text("utf-8"))]
    assert not named
    assert not reached & {ROOT / "snapshots" / f"{name}.py" for name in ("signing", "mirrors", "publish")}
    assert ROOT / "snapshots" / "signing.py" in _reached({ROOT / "desk.py", ROOT / "components" / "desk" / "shell.py"})


# Secrets (25)


def _lines_of_history() -> str:
    """Every line ever added, in all branches."""
    told = subprocess.run(
        [
            "git",
            "log",
            "--all",
            "-p",
            "--no-color",
            "--unified=0",
            "--no-textconv",
            "--",
            ".",
            ":!data",
            ":!*.lock",
            ":!geo",
        ],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    lines = told.stdout.decode("utf-8", "replace").splitlines()
    return "\n".join(line[1:] for line in lines if line.startswith("+"))


def found_secrets(text: str) -> list[str]:
    """Kinds of secrets in a text; examples of documents and tests say that they are examples."""
    lines = [line for line in text.splitlines() if not re.search(r"(?i)example|not-a-secret|placeholder", line)]
    whole = "\n".join(lines)
    found = [(kind, match.group()) for kind, pattern in SECRETS.items() for match in pattern.finditer(whole)]
    return [f"{kind}: {text[:40]}" for kind, text in found if not re.search(r"(.)\1{15}", text)]  # kkkk… is no secret


def test_no_secret_was_ever_written_down() -> None:
    assert not found_secrets(_lines_of_history())


def test_no_secret_lies_in_the_tree() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, check=True, text=True).stdout.split(
        "\n"
    )
    texts = [
        ROOT / name
        for name in listed
        if name and Path(name).suffix not in (".png", ".csv", ".topojson", ".woff2", ".xlsx")
    ]
    assert not [path.name for path in texts if path.is_file() and found_secrets(path.read_text("utf-8", "replace"))]
    assert not [name for name in listed if Path(name).name in ("secrets.toml", ".env", "id_rsa", "id_ed25519")]


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN RSA " + "PRIVATE KEY-----",
        "AKIA" + "ABCDEFGHIJKLMNOP",
        "ghp_" + "aZ09" * 9,
        "https://user:" + "hunter22@host.vn/x",
    ]
    + ["cookie_secret = '" + "0123456789abcdef" * 2 + "'"],
)
def test_the_scan_finds_what_it_looks_for(text: str) -> None:
    assert found_secrets(text)


# Packages (30)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "requirements-object-store.txt"])
def test_every_package_is_pinned_exactly_with_its_reason(name: str) -> None:
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith(("#", "-r ")):
            assert re.fullmatch(r"[A-Za-z0-9._-]+(\[[a-z0-9,]+\])?==[0-9][A-Za-z0-9.]*\s+# .+", line), line


def test_the_lock_has_every_package_that_runs_with_its_hash() -> None:
    locked = (ROOT / "requirements.lock").read_text(encoding="utf-8").replace("\\\n", " ")
    entries = [line for line in locked.splitlines() if line and not line.startswith((" ", "#", "--"))]
    assert all(re.match(r"[a-z0-9._-]+==\S+\s.*--hash=sha256:[0-9a-f]{64}", line) for line in entries)
    pinned = {
        line.split("#")[0].strip().lower()
        for line in (ROOT / "requirements.txt").read_text().splitlines()
        if "==" in line
    }
    names = {_normal(line.split()[0]) for line in entries}
    assert {_normal(one) for one in pinned} <= names
    assert len(names) > len(pinned)  # what they bring along too


def test_the_list_of_packages_is_that_of_the_lock() -> None:
    """CycloneDX, made by scripts/write_sbom.py."""
    written = (ROOT / "docs" / "sbom.cdx.json").read_text(encoding="utf-8")
    assert written == sbom((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    assert len(json.loads(written)["components"]) > 40


def test_the_lock_names_no_machine_and_no_index() -> None:
    locked = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    settings = [line for line in locked.splitlines() if line.lstrip().startswith("--") and "--hash=sha256:" not in line]
    assert not settings


def _normal(pin: str) -> str:
    name, _, version = pin.lower().partition("==")
    return f"{re.sub('[-_.]+', '-', name)}=={version}"
