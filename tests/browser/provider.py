"""A real OpenID Connect provider on this machine, which remembers what it was asked, and can be out of reach."""

import os
import threading
import warnings
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.browser.reading import free_port

os.environ.setdefault("AUTHLIB_INSECURE_TRANSPORT", "1")  # the provider's own rule against http, on this machine only
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import flask
    import oidc_provider_mock
    from oidc_provider_mock import User
    from werkzeug.serving import BaseWSGIServer, make_server

PUBLISHER, EDITOR, STRANGER, UNVERIFIED = "s-publisher", "s-editor", "s-stranger", "s-unverified"
PEOPLE = {
    PUBLISHER: {"name": "Trần Thị B", "email": "b@example.org", "email_verified": True},
    EDITOR: {"name": "Nguyễn Văn A", "email": "a@example.org", "email_verified": True},
    STRANGER: {"name": "Phạm D", "email": "d@example.org", "email_verified": True},
    UNVERIFIED: {"name": "Lê C", "email": "c@example.org", "email_verified": False},
}


class Provider:
    """Listens on `url`, which is its issuer. `asked` holds path and parameters of each request, oldest first."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.asked: list[tuple[str, dict[str, str]]] = []
        users = [User(sub=sub, claims=dict(claims)) for sub, claims in PEOPLE.items()]
        self._app = oidc_provider_mock.app(user_claims=users, require_nonce=True)
        self._app.before_request(self._remember)
        self._server: BaseWSGIServer | None = None
        self.start()

    def _remember(self) -> None:
        request = flask.request
        told = dict(parse_qsl(urlsplit(request.url).query)) | request.form.to_dict()
        self.asked.append((request.path, told))

    def last(self, path: str) -> dict[str, str]:
        """What it was asked last at a path."""
        return next(told for asked, told in reversed(self.asked) if asked == path)

    def start(self) -> None:
        self._server = make_server("localhost", self.port, self._app, threaded=True)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        """Out of reach until `start`."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


def secrets(provider: Provider, redirect: str, people: dict[str, str], **desk: Any) -> str:
    """The secrets of a desk that relies on this provider."""
    listed = "\n".join(f'"{who}" = "{role}"' for who, role in people.items())
    settings = "\n".join(f"{key} = {str(value).lower()}" for key, value in desk.items())
    return f"""
[auth]
redirect_uri = "{redirect}/oauth2callback"
cookie_secret = "{"0123456789abcdef" * 3}"
client_id = "desk"
client_secret = "known to the provider"
server_metadata_url = "{provider.url}/.well-known/openid-configuration"
[auth.client_kwargs]
code_challenge_method = "S256"
[desk]
contact = "Phòng Dữ liệu"
{settings}
[desk.people."{provider.url}"]
{listed}
"""
