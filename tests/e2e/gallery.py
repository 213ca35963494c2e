"""What does every page look like? Pictures in two widths and three languages, and what is wrong.

python -m tests.e2e.gallery BASE_URL FOLDER [NAME ...] signs in to a server that holds the
demonstration; it writes a few drafts there, so give it a database of its own.
"""

from __future__ import annotations

import shutil
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from playwright.sync_api import sync_playwright

from tests.e2e.gallery_more_pages import MORE_CASES, MORE_PAGES
from tests.e2e.gallery_pages import CASES, PAGES, Shot

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

PASSWORD = "samklang i nord"  # of every account of the demonstration; the sign-in page says it
WIDTHS = (1280, 390, 320)
NARROWEST = 320  # measured, not pictured
LANGUAGES = ("da", "sv", "en-gb")

FAULTS = """() => {
  const faults = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth)
    faults.push(`scrolls sideways by ${root.scrollWidth - root.clientWidth} px`);
  if (document.querySelectorAll("h1").length !== 1) faults.push("has not one h1");
  for (const tag of document.querySelectorAll(".tag"))
    if (!tag.textContent.trim()) faults.push("has a tag without a word");
  for (const details of document.querySelectorAll(".menu details")) details.open = true;
  for (const link of document.querySelectorAll(".menu a")) {
    const box = link.getBoundingClientRect();
    if (box.height < 24 || box.left < 0 || box.right > innerWidth)
      faults.push(`hides ${link.textContent.trim()} in the menu`);
  }
  for (const details of document.querySelectorAll(".menu details")) details.open = false;
  return faults;
}"""


class Visitor:
    """One person in a browser, who finds cases by a word of their title."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.page, self.base = context.new_page(), base
        self.page.set_default_timeout(10_000)
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.errors: list[str] = []
        self.cases: dict[str, str] = {}

    def _note(self, said: ConsoleMessage) -> None:
        """Keep what is an error; that the page itself answers 403, 404 or 409 is none."""
        asked = said.location["url"]
        answered = asked == self.page.url and said.text.startswith("Failed to load resource")
        if said.type == "error" and not answered:
            self.errors.append(f"{said.text} ({asked})")

    def sign_in(self, login: str, key: str) -> None:
        self.go("/accounts/login/")
        self.page.locator("input[name=login]").fill(f"{login}@{key}.example")
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.page.locator("main form button[type=submit]").first.click()
        self.page.wait_for_url(f"{self.base}/")

    def speak(self, language: str) -> None:
        self.go("/help/")
        self.page.locator(f".language-switch button[value={language}]").click()
        self.page.wait_for_load_state()

    def go(self, path: str) -> None:
        self.page.goto(urljoin(self.base, path))

    def open(self, shot: Shot) -> None:
        """Go there; follow, fill in and press what the shot asks for."""
        self.go(shot.path.format_map(self._cases_in(shot.path)))
        links = (shot.follow,) if isinstance(shot.follow, str) else shot.follow
        for link in filter(None, links):
            self.go(self.page.locator(link).first.get_attribute("href") or "")
        if shot.behind:
            self._save_behind()
        for selector, text in shot.fill.items():
            control = self.page.locator(selector).first
            if text:
                control.fill(text)
            else:
                control.check()
        if shot.press:
            self.page.locator(shot.press).first.click()
            self.page.wait_for_load_state()

    def _save_behind(self) -> None:
        """Save the same page in another window, so that this one is out of date."""
        with closing(self.page.context.new_page()) as other:
            other.goto(self.page.url)
            area = other.locator("main form textarea").first
            area.fill(f"{area.input_value()} Mere.")
            other.locator("main form button.button-primary").first.click()
            other.wait_for_load_state()

    def _cases_in(self, path: str) -> dict[str, str]:
        for name, words in (CASES | MORE_CASES).items():
            if "{" + name + "}" in path and name not in self.cases:
                self.go(f"/search/?q={words}")
                found = self.page.locator("main .item-list a").all()
                of_it = min(found, key=lambda link: len(link.inner_text()))  # no amendment to it
                self.cases[name] = (of_it.get_attribute("href") or "").rstrip("/")
        return self.cases


def measure(page: Page, name: str, language: str, folder: Path) -> Iterator[str]:
    """Picture the page in each width; tell what is wrong with it."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for fault in page.evaluate(FAULTS):
            yield f"{name} {language} {width} px: {fault}"
        if width != NARROWEST:
            picture = folder / f"{name}-{language[:2]}-{width}.png"
            page.screenshot(path=picture, full_page=True)


def walk(browser: Browser, base: str, folder: Path, wanted: list[str]) -> Iterator[str]:
    """Everybody's pages in every language."""
    pages = [*PAGES, *MORE_PAGES]
    people = dict.fromkeys((shot.login, shot.key) for shot in pages)
    for login, key in people:
        shots = [s for s in pages if (s.login, s.key) == (login, key)]
        shots = [s for s in shots if not wanted or s.name.startswith(tuple(wanted))]
        if shots:
            with closing(browser.new_context()) as context:
                visitor = Visitor(context, base)
                if login:
                    visitor.sign_in(login, key)
                yield from tour(visitor, shots, folder)


def tour(
    visitor: Visitor, shots: Iterable[Shot], folder: Path, languages: Iterable[str] = LANGUAGES
) -> Iterator[str]:
    """One person's pages."""
    for language in languages:
        visitor.speak(language)
        for shot in shots:
            visitor.page.set_viewport_size({"width": WIDTHS[0], "height": 900})
            visitor.errors.clear()
            try:
                visitor.open(shot)
                yield from measure(visitor.page, shot.name, language, folder)
            except Exception as error:  # noqa: BLE001 (one page lost must not cost the others)
                yield f"{shot.name} {language}: not pictured: {str(error).splitlines()[0]}"
            yield from (f"{shot.name} {language}: console: {text}" for text in visitor.errors)


def main(base: str, folder: Path, wanted: list[str]) -> None:
    """Write the pictures and faults.txt."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, (folder / "faults.txt").open("w") as faults:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for fault in walk(chromium, base.rstrip("/"), folder, wanted):
            faults.write(f"{fault}\n")
            faults.flush()
        chromium.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
