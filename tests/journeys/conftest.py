"""A served portal and browsers that fail a test on anything a visitor would be annoyed by."""

import logging
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, Route
from werkzeug.serving import make_server
from werkzeug.wsgi import ClosingIterator

from portal.core.actor import Actor
from portal.search import postgres_patience
from tests.algorithms import factories as algorithms
from tests.conftest import Clients

HERE = Path(__file__).parent
PHONE, DESK = (360, 740), (1440, 900)
WAIT_MS = 8000
#: Between a browser's sending and the server's beginning.
IN_THE_SOCKET_SECONDS = 0.05
#: Says on the console what a visitor would see as a page that slides sideways.
WATCH_WIDTH = """
addEventListener("load", () => setTimeout(() => {
  const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (over > 0) console.error(`${location.pathname} is ${over}px wider than the screen`);
}, 100));
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's browser, which talks to nobody but us."""
    found = shutil.which("chromium") or shutil.which("chromium-headless-shell")
    if found is None:
        pytest.skip("chromium isn't installed")
    flags = (
        "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
        "--disable-component-update --disable-sync"
    )
    return {"executable_path": found, "args": flags.split()}


class Counted:
    """An application that knows how many requests it is busy with."""

    def __init__(self, application: Flask) -> None:
        self._application, self._busy, self._changed = application, 0, threading.Condition()

    def __call__(self, environ: Any, start_response: Any) -> Iterator[bytes]:
        with self._changed:
            self._busy += 1
        try:
            with closing(ClosingIterator(self._application(environ, start_response))) as answer:
                yield from answer
        finally:
            with self._changed:
                self._busy -= 1
                self._changed.notify_all()

    def wait_until_idle(self) -> None:
        """What a browser sent in its last moment is done before the database is emptied under it."""
        time.sleep(IN_THE_SOCKET_SECONDS)
        with self._changed:
            assert self._changed.wait_for(lambda: not self._busy, timeout=30), "a request never ends"


@dataclass(frozen=True)
class Served:
    """The application of the tests behind a real socket."""

    address: str
    counted: Counted


@pytest.fixture(scope="session")
def served(application: Flask) -> Iterator[Served]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    counted = Counted(application)
    server = make_server("127.0.0.1", 0, counted, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Served(f"http://127.0.0.1:{server.server_port}", counted)
    server.shutdown()
    thread.join(timeout=10)


@pytest.fixture
def site(app: Flask, served: Served, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of the portal on a fresh database, with forms protected as in earnest."""
    app.config["WTF_CSRF_ENABLED"] = True
    monkeypatch.setattr(postgres_patience, "STATEMENT_MS", WAIT_MS)  # a busy machine finds what a quick one does
    yield served.address
    served.counted.wait_until_idle()


class Visitors:
    """Browsers of people; each is watched until the test ends."""

    def __init__(self, browser: Browser, site: str, clients: Clients) -> None:
        self._browser, self._site, self._clients = browser, site, clients
        self._contexts: list[BrowserContext] = []
        self.faults: list[str] = []
        #: Faults that a journey brings about on purpose, as patterns.
        self.expected: list[str] = []

    def __call__(
        self,
        actor: Actor | None = None,
        *,
        screen: tuple[int, int] = DESK,
        language: str = "uk",
        dark: bool = False,
        script: bool = True,
        touch: bool = False,
    ) -> Page:
        """A page of a new browser, signed in as ``actor`` or as nobody; ``touch``: of a device without a mouse."""
        context = self._browser.new_context(
            base_url=self._site,
            viewport={"width": screen[0], "height": screen[1]},
            locale=language,
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            has_touch=touch,
            is_mobile=touch,
            reduced_motion="reduce",
        )
        context.set_default_timeout(WAIT_MS)
        self._contexts.append(context)
        if actor is not None:
            cookie = self._clients(actor).get_cookie("portal")
            assert cookie is not None
            context.add_cookies([{"name": "portal", "value": cookie.value, "url": self._site}])
        if script:
            context.add_init_script(WATCH_WIDTH)
        context.on("page", self._watch)
        return context.new_page()

    def _watch(self, page: Page) -> None:
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("request", self._on_request)
        page.on("requestfailed", self._on_failed)
        page.on("response", self._on_response)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.faults.append(f"console: {message.text}")

    def _on_request(self, request: Request) -> None:
        if request.url.startswith("http") and urlsplit(request.url).netloc != urlsplit(self._site).netloc:
            self.faults.append(f"foreign: {request.url}")

    def _on_failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # a page left while it was still saving
            self.faults.append(f"failed: {request.url} {request.failure}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 500:
            self.faults.append(f"broken: {response.url} {response.status}")

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    def unexpected(self) -> list[str]:
        return [fault for fault in self.faults if not any(re.search(known, fault) for known in self.expected)]


@pytest.fixture
def visit(browser: Browser, site: str, client: Clients) -> Iterator[Visitors]:
    """Open a browser: ``visit(olena, screen=PHONE)``."""
    visitors = Visitors(browser, site, client)
    yield visitors
    visitors.close()
    assert visitors.unexpected() == []


def held_back(page: Page, script: str) -> Callable[[], None]:
    """A slow connection: the script isn't there before what is returned is called."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(f"**/{script}", hold)

    def come() -> None:
        for _ in range(200):
            if held:
                return held.pop().continue_()
            page.wait_for_timeout(20)
        raise AssertionError(f"nobody asked for {script}")

    return come


def axe_faults(page: Page) -> list[str]:
    """What axe finds serious or critical on the page as it stands."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']} ({one['impact']}): {', '.join(str(node['target']) for node in one['nodes'][:3])}"
        for one in found
        if one["impact"] in {"serious", "critical"}
    ]


def wider_than_screen(page: Page) -> int:
    """By how many pixels the page slides sideways."""
    page.wait_for_load_state()  # the button before may still be leading to another page
    over: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return over


def tab_to(page: Page, selector: str, most: int = 80, *, key: str = "Tab") -> None:
    """Press Tab (or Shift+Tab) until the element has the focus, as somebody without a mouse does."""
    for _press in range(most):
        if page.evaluate("selector => document.activeElement?.matches(selector) ?? false", selector):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{selector} can't be reached with {most} presses of {key}")


@pytest.fixture
def glasses(olena: Actor) -> int:
    """The number of an algorithm about glasses that take getting used to."""
    return algorithms.algorithm(olena).id
