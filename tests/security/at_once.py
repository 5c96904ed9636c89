"""Several people, or one impatient one, at the same moment: real requests to real workers."""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPResponse
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

from tests.servers import DemoServer

DEMO_PASSWORD = "hearthwork-demo"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class _Stay(HTTPRedirectHandler):
    """A redirect is an answer like any other."""

    def redirect_request(self, *_about: object) -> None:
        return None


@dataclass
class Answer:
    status: int
    text: str
    leads_to: str


@dataclass
class Guest:
    """A browser without scripts, at a running server."""

    server: DemoServer
    cookies: CookieJar = field(default_factory=CookieJar)
    token: str = ""

    def get(self, path: str) -> Answer:
        found = self._ask(path)
        token = TOKEN.search(found.text)
        self.token = token[1] if token else self.token
        return found

    def post(self, path: str, **sent: str) -> Answer:
        return self._ask(path, urlencode({"csrfmiddlewaretoken": self.token, **sent}).encode())

    def autosave(self, path: str, **sent: str) -> Answer:
        """One section, as static/js/autosave.js sends it."""
        posted = urlencode({"csrfmiddlewaretoken": self.token, **sent}).encode()
        return self._ask(path, posted, {"X-Autosave": "1"})

    def sign_in(self, email: str) -> "Guest":
        self.get("/accounts/login/")
        self.post("/accounts/login/", login=email, password=DEMO_PASSWORD)
        return self

    def _ask(
        self, path: str, data: bytes | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        request = Request(self.server.url + path, data, headers or {})  # noqa: S310 (our own server)
        opener = build_opener(HTTPCookieProcessor(self.cookies), _Stay())
        try:
            response: HTTPResponse | HTTPError = opener.open(request, timeout=60)
        except HTTPError as error:
            response = error
        with response:
            text = response.read().decode(errors="replace")
            return Answer(response.status or 0, text, response.headers.get("Location", ""))


def at_once(acts: list[Callable[[], Answer]]) -> list[Answer]:
    """Each act in a thread of its own; all begin together."""
    start, answers = threading.Barrier(len(acts)), []

    def run(act: Callable[[], Answer]) -> None:
        start.wait()
        answers.append(act())

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
