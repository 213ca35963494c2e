"""Can everybody read what the stylesheets paint, and do they stay within their own rules?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

from tests.web.gallery import gallery
from tests.web.markup import Page

STATIC = Path(__file__).resolve().parents[2] / "static/samklang"
STYLES = STATIC / "styles"
LINKED = ["foundation", "frame", "components", "forms"]
CSS = "\n".join((STYLES / f"{name}.css").read_text(encoding="utf-8") for name in LINKED)

GROUNDS = ("surface", "page", "surface-soft", "brand-soft", "mute-soft", "warn-soft", "ok-soft")
TEXT = [
    *[(ink, ground) for ink in ("ink", "ink-soft", "brand", "brand-ink") for ground in GROUNDS],
    *[("ink", f"{tone}-soft") for tone in ("bad", "info", "plum")],
    *[(tone, f"{tone}-soft") for tone in ("ok", "warn", "bad", "info", "plum", "mute")],
    *[(tone, "surface") for tone in ("ok", "warn", "bad")],
    ("on-dark", "brand"),
    ("on-dark", "brand-ink"),
    ("on-dark", "ok"),
    ("on-dark", "sidebar"),
    ("on-dark", "sidebar-on"),
    ("sidebar-ink", "sidebar"),
    ("sidebar-ink", "sidebar-on"),
    ("sidebar-soft", "sidebar"),
    ("sidebar-mark-ink", "sidebar-mark"),
]
CONTROLS = [
    *[("line-strong", ground) for ground in GROUNDS],
    *[(tone, ground) for tone in ("brand", "ok", "bad") for ground in ("surface", "page")],
    ("warn-line", "warn-soft"),
    ("warn-line", "page"),
    ("sidebar-mark", "sidebar-on"),
    ("focus-on-dark", "sidebar"),
    ("focus-on-dark", "sidebar-on"),
]


def contrast(one: str, other: str) -> float:
    tokens = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", CSS))
    lighter, darker = sorted((_luminance(tokens[name]) for name in (one, other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize(("line", "ground"), CONTROLS)
def test_controls_can_be_seen(line: str, ground: str) -> None:
    assert contrast(line, ground) >= 3


def test_colours_stand_in_the_tokens_only() -> None:
    rules = CSS.split("@layer base {", 1)[1]

    assert not re.findall(r"#[0-9a-f]{3,6}\b", rules)


def test_the_stylesheets_load_only_their_own_fonts() -> None:
    fonts = re.findall(r"url\(([^)]+)\)", CSS)

    assert len(fonts) == 3
    assert all((STYLES / font).is_file() for font in fonts)
    assert "SIL OPEN FONT LICENSE" in (STATIC / "fonts/OFL.txt").read_text("utf-8")


def test_every_rule_for_a_small_screen_stands_in_a_layer() -> None:
    """An @media rule outside the layers would win over all of them (so it was once)."""
    depth = 0
    for line in CSS.splitlines():
        if line.startswith("@media"):
            assert depth
        depth += line.count("{") - line.count("}")
    assert depth == 0


def test_focus_is_never_taken_away() -> None:
    assert len(re.findall(r"outline: 0", CSS)) == 2, "only main and the input inside .search-box"


@pytest.mark.parametrize("template", ["base.html", "components/bare_page.html"])
def test_every_page_links_all_stylesheets_in_their_order(template: str) -> None:
    """What stands in a later file wins within its layer."""
    page = get_template(template).render({})

    assert re.findall(r'rel="stylesheet" href="[^"]*/styles/([a-z]+)[.\w]*\.css"', page) == LINKED
    assert {path.stem for path in STYLES.iterdir()} == set(LINKED)


@pytest.mark.urls("tests.web.gallery")
def test_no_class_of_the_components_is_without_a_rule() -> None:
    found = Page(gallery()).elements
    used = {name for _, attrs in found for name in attrs.get("class", "").split()}
    known = set(re.findall(r"\.([a-z][a-z-]*)", CSS))
    bare = {"panel", "name", "feed", "form", "number", "check", "content"}

    assert used - known - bare == set()
