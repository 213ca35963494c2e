"""Do text and HTML of every mail tell the same, and does no link of any mail act?"""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from django.core import mail
from django.test import Client

from agreements.models import DutyKind
from people.models import User
from tests.notifications.mails import LANGUAGES, SCENES, html_of, written
from tests.web.test_rights_matrix import contents

HERE = "http://127.0.0.1:8000"
URL = re.compile(r"https?://[^\s\"<>]+")
OUTSIDE = {"outside"}
WITH_DAYS = {"ahead", "overdue", "month", "month_over", "late", "escalated", "deputised", "outside"}


class Told(HTMLParser):
    """The texts, links and buttons of the HTML part."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.links: list[str] = []
        self.buttons, self.language, self._in_head = 0, "", False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self._in_head = tag == "head" or (self._in_head and tag != "body")
        if tag == "html":
            self.language = told["lang"] or ""
        if tag == "a":
            self.links.append(told["href"] or "")
            self.buttons += "display:inline-block" in (told["style"] or "")

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._in_head:
            self.texts.append(plain(data))


def plain(text: str) -> str:
    """Words with one space between, whatever their case: headings of the text are in capitals."""
    return " ".join(unescape(text).replace("–", "-").split()).casefold()


def facts(text: str) -> list[str]:
    """What each line of the text part says, without its marks and links."""
    lines = [re.sub(r"^(\* |--$|-- $)", "", line.strip()) for line in URL.sub("", text).split("\n")]
    parts = [part for line in lines for part in re.split(r" - |[():,] | \(|[):]$", line)]
    return [plain(part) for part in parts if plain(part)]


# ---------------------------------------------------------------- one mail, two forms
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scene", list(SCENES))
def test_text_and_html_tell_the_same_facts_and_links(db: None, scene: str, language: str) -> None:
    letter = written(scene, language)
    told = Told(html_of(letter))

    text, shown = plain(f"{letter.subject} {letter.body}"), " ".join(told.texts)
    for said in told.texts:
        for part in re.split(r"[()]", said):
            assert part.strip(" -:") in text, said
    for fact in facts(str(letter.body)):
        assert fact in shown
    assert set(told.links) == set(URL.findall(str(letter.body)))
    assert all(link.startswith(f"{HERE}/") for link in told.links)
    assert told.language == language[:2]
    assert told.buttons == (0 if scene in OUTSIDE else 1)
    assert "<img" not in html_of(letter)  # whoever reads a mail tells nobody
    if scene in WITH_DAYS:
        [tag] = re.findall(r"^\[(.+?)\] ", str(letter.subject))
        assert re.search(r"\d{1,2}\.? \w|\w+ \d{4}", tag), letter.subject


# ---------------------------------------------------------------- what is true
@pytest.mark.parametrize("is_statutory", [True, False])
def test_that_it_cannot_be_ended_is_said_only_where_it_is_so(db: None, is_statutory: bool) -> None:
    DutyKind.objects.update(is_statutory=is_statutory)

    letter = written("ahead", "en-gb")

    assert ("cannot be unsubscribed" in str(letter.body)) is is_statutory


def test_mails_about_one_case_form_a_thread_and_say_that_a_machine_wrote_them(db: None) -> None:
    written("escalated", "da")

    headers = [letter.extra_headers for letter in mail.outbox]
    about = [told for told in headers if "In-Reply-To" in told]
    assert len(about) > 1
    assert len({told["In-Reply-To"] for told in about}) == 1
    assert len({told["Message-ID"] for told in headers}) == len(headers)
    assert {told["Auto-Submitted"] for told in headers} == {"auto-generated"}


@pytest.mark.parametrize(("scene", "to"), [("outside", ["kultur@example.org"]), ("overdue", [])])
def test_a_letter_to_the_outside_is_answered_to_the_unit(
    db: None, scene: str, to: list[str]
) -> None:
    assert written(scene, "da").reply_to == to


# ---------------------------------------------------------------- who is away
@pytest.mark.parametrize("scene", ["deputised", "deputised_week", "sent_back_to_deputy"])
def test_the_letter_of_a_deputy_says_for_whom_and_the_absent_gets_none(
    db: None, scene: str
) -> None:
    letter = written(scene, "en-gb")

    assert letter.to == ["colleague@example.org"]
    assert "for Aviaja Lynge" in str(letter.body)
    assert ["officer@example.org"] not in [other.to for other in mail.outbox]
    if scene == "deputised_week":
        assert letter.subject == "Your week: 2 due this week"
        assert str(letter.body).count("for Aviaja Lynge") == 1


# ---------------------------------------------------------------- links
@pytest.mark.parametrize("scene", list(SCENES))
def test_opening_every_link_of_a_mail_changes_nothing(db: None, scene: str) -> None:
    letter = written(scene, "en-gb")
    links = {link.removeprefix(HERE) for link in URL.findall(str(letter.body))}
    reader = User.objects.filter(email=letter.to[0]).first()
    visitor, person = Client(), Client()
    if reader:
        person.force_login(reader)
    before = contents()

    answers = {(link, who.get(link).status_code) for link in links for who in (visitor, person)}

    assert contents() == before
    assert {status for _link, status in answers} <= {200, 302}
    if reader:
        assert {person.get(link).status_code for link in links} == {200}
