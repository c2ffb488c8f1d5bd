"""A signed-in browser in this process: requests go straight into the WSGI application."""

from io import BytesIO
from time import process_time
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from accounts.models import User
from portal.wsgi import application

TOKEN = "t" * 32  # against forgery: cookie and field agree

Environ = dict[str, Any]


class Browser:
    def __init__(self, user: User) -> None:
        client = Client()
        client.force_login(user)
        self.cookie = f"sessionid={client.cookies['sessionid'].value}; csrftoken={TOKEN}"

    def get(self, path: str) -> Environ:
        return self._environ("GET", path, b"")

    def post(self, path: str, fields: dict[str, str]) -> Environ:
        body = urlencode({"csrfmiddlewaretoken": TOKEN, **fields}).encode()
        return self._environ("POST", path, body)

    def _environ(self, method: str, path: str, body: bytes) -> Environ:
        return {
            "REQUEST_METHOD": method,
            "PATH_INFO": path.partition("?")[0],
            "SCRIPT_NAME": "",
            "QUERY_STRING": path.partition("?")[2],
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_COOKIE": self.cookie,
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": BytesIO(body),
            "wsgi.url_scheme": "http",
        }


def answer(environ: Environ) -> tuple[str, bytes]:
    """Status and body."""
    statuses: list[str] = []
    response = application(environ, lambda status, headers, error=None: statuses.append(status))
    try:
        return statuses[0], b"".join(response)
    finally:
        response.close()


def cpu_of(environ: Environ, expected: str) -> float:
    """Seconds of this process's CPU; a request that goes wrong must not count as a fast one."""
    start = process_time()
    status, _ = answer(environ)
    seconds = process_time() - start
    if not status.startswith(expected):
        raise RuntimeError(f"{environ['PATH_INFO']} answered {status}, not {expected}")
    return seconds
