"""Do the checks of the journeys and of the gallery see a fault? Each is planted in a real page."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.e2e.conftest import WIDE, Walker
from tests.e2e.gallery import WIDTHS, Visitor, tour
from tests.e2e.gallery_pages import Shot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Route
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIGN_IN = "/accounts/login/"
WIDER = """() => {
  const box = document.createElement("div");
  box.textContent = "wide";
  box.style.width = "391px";
  document.querySelector("main").append(box);
}"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with closing(browser.new_context(viewport=WIDE)) as context:
        yield context.new_page()


# ---------------------------------------------------------------- the journeys
@pytest.fixture
def walker(page: Page, live_server: LiveServer) -> Walker:
    """Somebody at the sign-in page, which is without a fault."""
    walker = Walker(page, live_server, axe=True)
    walker.go(SIGN_IN)
    walker.seen.clear()
    return walker


def plant(html: str) -> str:
    return f"() => document.querySelector('main').insertAdjacentHTML('beforeend', `{html}`)"


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ("<img src='/static/samklang/icon.svg' width='40' height='40'>", "image-alt"),
        ("<input name='unnamed'>", "label"),
    ],
)
def test_axe_reports_what_a_person_cannot_perceive(walker: Walker, fault: str, rule: str) -> None:
    walker.page.evaluate(plant(fault))

    with pytest.raises(AssertionError, match=rf"(?m)^Sign in: [^$]*{rule}"):
        walker.look()


def test_an_element_wider_than_a_phone_is_reported_at_that_width(walker: Walker) -> None:
    walker.page.evaluate(WIDER)

    with pytest.raises(AssertionError, match="scrolls sideways at 390 px"):
        walker.look()


# ---------------------------------------------------------------- the gallery
@pytest.fixture
def faults_with(page: Page, live_server: LiveServer, tmp_path: Path) -> Callable[..., set[str]]:
    """What the gallery says of the sign-in page where `put` stands in place of `old`."""

    def faults(old: str, put: str) -> set[str]:
        def answer(route: Route) -> None:
            response = route.fetch()
            html = response.text()
            assert old in html
            route.fulfill(response=response, body=html.replace(old, put))

        visitor = Visitor(page.context, live_server.url)
        visitor.page.route(f"**{SIGN_IN}", answer)
        return set(tour(visitor, [Shot("sign-in", SIGN_IN)], tmp_path, languages=["en-gb"]))

    return faults


def test_the_gallery_finds_no_fault_in_the_page_as_it_is(
    faults_with: Callable[..., set[str]],
) -> None:
    assert faults_with("</main>", "</main>") == set()


def test_the_gallery_reports_what_the_page_and_the_console_say(
    faults_with: Callable[..., set[str]],
) -> None:
    found = faults_with(
        "</main>",
        "<h1>Another</h1><span class='tag'> </span><img src='/static/none.png' alt=''>"
        "<script>throw new Error('not allowed by the policy')</script></main>",
    )

    assert {f"sign-in en-gb {width} px: has not one h1" for width in WIDTHS} <= found
    assert {f"sign-in en-gb {width} px: has a tag without a word" for width in WIDTHS} <= found
    console = [fault for fault in found if fault.startswith("sign-in en-gb: console: ")]
    assert [fault for fault in console if "404" in fault and "/static/none.png" in fault]
    assert [fault for fault in console if "Content Security Policy" in fault]


def test_the_gallery_reports_a_page_without_heading(
    faults_with: Callable[..., set[str]],
) -> None:
    found = faults_with("h1>", "h2>")

    assert found == {f"sign-in en-gb {width} px: has not one h1" for width in WIDTHS}
