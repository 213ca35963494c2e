"""Does every mail fit the widths at which mail is read?

MAIL_PICTURES=folder keeps what is seen: a picture in each width, and the text part.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from playwright.sync_api import ViewportSize

from tests.notifications.mails import LANGUAGES, SCENES, html_of, written

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
WIDTHS = (600, 390)
TOO_WIDE = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
FOLDER = os.environ.get("MAIL_PICTURES", "")


@pytest.mark.parametrize("scene", list(SCENES))
def test_a_mail_fits_a_phone_in_every_language(db: None, scene: str, browser: Browser) -> None:
    for language in LANGUAGES:
        with transaction.atomic():
            letter = written(scene, language)
            transaction.set_rollback(True)
        name = f"mail-{scene.replace('_', '-')}-{language[:2]}"
        for width in WIDTHS:
            page = browser.new_page(viewport=ViewportSize(width=width, height=400))
            page.set_content(html_of(letter))
            assert not page.evaluate(TOO_WIDE), f"{name} at {width}"
            if FOLDER:
                page.screenshot(path=Path(FOLDER) / f"{name}-{width}.png", full_page=True)
            page.close()
        if FOLDER:
            text = f"Subject: {letter.subject}\n\n{letter.body}"
            (Path(FOLDER) / f"{name}.txt").write_text(text, encoding="utf-8")
