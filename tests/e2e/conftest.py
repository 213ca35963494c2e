"""A browser, a server in this process, and ways to sign in, look and check."""

from __future__ import annotations

import os
import shutil
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import connection
from playwright.sync_api import ViewportSize

import clock
from tests.conftest import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext, Page
    from pytest_django.live_server_helper import LiveServer

    from people.models import User

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop of its own

WIDE = ViewportSize(width=1280, height=900)
NARROW = ViewportSize(width=390, height=844)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": shutil.which("chromium"), "args": QUIET}


@pytest.fixture(autouse=True, scope="session")
def _folder_of_static_files() -> None:
    """Nothing has been collected yet in a new clone, and the server says so in a warning."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@pytest.fixture(params=["script", "no script"])
def scripts(request: pytest.FixtureRequest) -> bool:
    """Whether JavaScript is on; a test that asks for it runs both ways."""
    return bool(request.param == "script")


class Walker:
    """One person at a browser. Every page walked is measured, and looked at by axe, in two widths.

    The pages are the same on PostgreSQL and without script, so axe looks at them once.
    """

    def __init__(self, page: Page, server: LiveServer, *, axe: bool) -> None:
        self.page, self.server, self.axe = page, server, axe
        self.seen: set[str] = set()

    def go(self, path: str) -> None:
        self.page.goto(f"{self.server.url}{path}")
        self.look()

    def press(self, name: str, *, exact: bool = True) -> None:
        self.page.get_by_role("button", name=name, exact=exact).first.click()
        self.page.wait_for_load_state()
        self.look()

    def follow(self, name: str, *, exact: bool = True) -> None:
        self.page.get_by_role("link", name=name, exact=exact).first.click()
        self.page.wait_for_load_state()
        self.look()

    def press_main(self) -> None:
        """Press the one primary button of the page."""
        self.page.locator("main form button.button-primary").first.click()
        self.page.wait_for_load_state()
        self.look()

    def fill(self, **fields: str) -> None:
        """Type into the fields of these names."""
        for name, text in fields.items():
            self.page.locator(f"main [name={name}]").first.fill(text)

    def choose(self, field: str, label: str) -> None:
        self.page.locator(f"main select[name={field}]").select_option(label=label)

    def today(self, *, days: int = 0) -> str:
        """The product's day in Nuuk, as people type it."""
        day = clock.today("America/Nuuk") + timedelta(days=days)
        return day.strftime("%d-%m-%Y")

    def look(self) -> None:
        """No axe violation and no sideways scrolling at either width; once for each page."""
        heading = self.page.locator("h1").first.inner_text()
        if heading in self.seen:
            return
        self.seen.add(heading)
        for size in (NARROW, WIDE):
            self.page.set_viewport_size(size)
            assert self._overflow() <= 0, f"{heading} scrolls sideways at {size['width']} px"
            if self.axe:
                self._axe(heading)

    def _overflow(self) -> int:
        root = self.page.locator("html")
        return int(root.evaluate("e => e.scrollWidth - e.clientWidth"))

    def _axe(self, heading: str) -> None:
        found = Axe().run(self.page, options={"runOnly": TAGS})
        assert found.violations_count == 0, f"{heading}: {found.generate_report()}"


TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def walk(
    browser: Browser, live_server: LiveServer, scripts: bool
) -> Iterator[Callable[[User], Walker]]:
    """Sign a person in, each in a browser of their own: walk(officer)."""
    contexts: list[BrowserContext] = []

    def sign_in(user: User) -> Walker:
        context = browser.new_context(java_script_enabled=scripts, viewport=WIDE)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        walker = Walker(page, live_server, axe=scripts and connection.vendor == "sqlite")
        walker.go("/accounts/login/")
        page.locator("input[name=login]").fill(user.email)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_load_state()
        return walker

    yield sign_in
    for context in contexts:
        context.close()
