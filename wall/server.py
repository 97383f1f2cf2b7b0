"""The few requests that the supervisor makes before a seat exists: health, set-up, accounts, the import of the city.

Standard library only, so that `citywall run` says its first line without loading anything large.
"""

from __future__ import annotations

import http.client
import json
from pathlib import Path
from typing import Any
from urllib.parse import quote


class Answer(Exception):
    """The server said no. `code` is the problem's code, `text` for people."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        self.status = status
        self.code = str(body.get("code", status))
        detail = body.get("reason") or body.get("field") or ""
        super().__init__(f"{self.code}{': ' + str(detail) if detail else ''}")


class Server:
    """One server by its port on this machine. OSError where it does not answer."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.token = ""

    @property
    def base_url(self) -> str:
        """What clients are told."""
        return f"http://127.0.0.1:{self.port}"

    def request(self, method: str, path: str, body: Any = None, *, file: Path | None = None) -> Any:
        """The decoded answer; `Answer` for what is not 2xx. `file` is sent as it lies on the disk."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300 if file else 20)
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        try:
            if file is not None:
                headers |= {"Content-Type": "application/octet-stream", "Content-Length": str(file.stat().st_size)}
                with file.open("rb") as data:
                    link.request(method, path, body=data, headers=headers)
                    answer = link.getresponse()
            else:
                text = None if body is None else json.dumps(body).encode()
                if text is not None:
                    headers["Content-Type"] = "application/json"
                link.request(method, path, body=text, headers=headers)
                answer = link.getresponse()
            raw = answer.read()
        except http.client.HTTPException as error:
            raise OSError(f"no answer from the server: {error!r}") from error
        finally:
            link.close()
        try:
            said = json.loads(raw) if raw else {}
        except ValueError:
            said = {"reason": raw[:200].decode("utf-8", "replace")}
        if not 200 <= answer.status < 300:
            raise Answer(answer.status, said if isinstance(said, dict) else {})
        return said

    def set_up(self, setup_token: str, username: str, password: str, name: str) -> None:
        """Burn the set-up token for the first administrator, and be that one from here on."""
        body = {"setup_token": setup_token, "username": username, "password": password, "name": name}
        self.token = self.request("POST", "/api/setup", body)["token"]

    def log_in(self, username: str, password: str) -> None:
        """Be this account from here on."""
        self.token = self.request("POST", "/api/login", {"username": username, "password": password})["token"]

    def add_account(self, account: dict[str, Any]) -> str:
        """Make an account; its person's id. `Answer` with code duplicate where the username is taken."""
        return str(self.request("POST", "/api/accounts", account).get("person_id", ""))

    def begin_import(self, file: Path, name: str) -> dict[str, Any]:
        """Send a tar of a city folder; the import's progress."""
        said = self.request("POST", f"/api/imports/city?name={quote(name)}", file=file)
        return dict(said)

    def import_progress(self, import_id: str) -> dict[str, Any]:
        """How far an import is."""
        return dict(self.request("GET", f"/api/imports/{import_id}"))
