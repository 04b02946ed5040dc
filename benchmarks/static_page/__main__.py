"""Serves the built static page: `python -m benchmarks.static_page FOLDER PORT`. Files compressed once, in memory."""

import gzip
import mimetypes
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


def compressed(folder: Path) -> dict[str, tuple[str, bytes]]:
    """Address to media type and compressed body of every file."""
    return {f"/{file.name}": (_kind(file), gzip.compress(file.read_bytes(), 9, mtime=0)) for file in folder.iterdir()}


def _kind(file: Path) -> str:
    return mimetypes.guess_type(file.name)[0] or "application/json"


class Handler(BaseHTTPRequestHandler):
    """Answers from memory in one packet; connections stay open."""

    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16
    disable_nagle_algorithm = True
    files: dict[str, tuple[str, bytes]] = {}

    def do_GET(self) -> None:  # noqa: N802  the name that http.server looks for
        kind, body = self.files.get(self.path.partition("?")[0], ("text/plain", b""))
        self.send_response(200 if body else 404)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        if body:
            self.send_header("content-encoding", "gzip")
            self.send_header("cache-control", "no-cache" if kind == "text/html" else "public, max-age=3600")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing: a line a request would be part of what is measured."""


class Site(ThreadingHTTPServer):
    request_queue_size = 64
    daemon_threads = True


if __name__ == "__main__":
    Handler.files = compressed(Path(sys.argv[1]))
    Site(("127.0.0.1", int(sys.argv[2])), Handler).serve_forever()
