"""One example of everything that the gallery of components shows. The towns are real, no more."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib.messages import SUCCESS
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.test import RequestFactory
from django.urls import include, path

from agreements.dates import PartialDate

TODAY = date(2026, 11, 23)


DECEMBER_2019 = PartialDate.month(2019, 12)
AUGUST_2024 = PartialDate.month(2024, 8)
THE_FORTIES = PartialDate.decade(1940)


class CaseForm(forms.Form):
    """Every kind of field once."""

    title = forms.CharField(max_length=200)
    end_date = forms.DateField(
        help_text="dd-mm-yyyy",
        widget=forms.DateInput(attrs={"class": "short", "inputmode": "numeric"}),
        error_messages={"invalid": "Write the end as dd-mm-yyyy, for example 30-06-2027"},
    )
    unit = forms.ChoiceField(choices=[("culture", "Kultur"), ("schools", "Børn og skole")])
    benefit = forms.CharField(
        help_text="At most 600 characters", widget=forms.Textarea(attrs={"rows": 3})
    )
    outcome = forms.ChoiceField(
        help_text="What is decided?",
        choices=[("renew", "Renew"), ("end", "Terminate")],
        widget=forms.RadioSelect,
    )
    parties = forms.MultipleChoiceField(
        choices=[("nuuk", "Nuuk"), ("aalborg", "Aalborg")], widget=forms.CheckboxSelectMultiple
    )
    scan = forms.FileField(help_text="A picture of each page, or a PDF", required=False)
    confirm = forms.BooleanField(label="I have looked at everything")
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, hints in {
            "outcome": {"renew": "A new term and a new window", "end": "Date and notice"},
            "parties": {"nuuk": "Kommuneqarfik Sermersooq"},
        }.items():
            vars(self.fields[name])["choice_hints"] = hints
        vars(self.fields["outcome"])["inline"] = True

    def clean(self) -> None:
        self.add_error(None, "The cost is above the ceiling of your unit")


def page(template: str, **context: Any) -> str:
    """The page as a browser gets it, without the project's context processors or database."""
    request = RequestFactory().get("/gallery/?state=active&page=2")
    shell = {
        "request": request,
        "csrf_token": "token",
        "menu": {
            "main": [
                item("work", "My work", "inbox", count=5),
                item("agreements", "Agreements", "doc"),
                item("meetings", "Meetings", "gavel"),
                item("search", "Search", "search"),
            ],
            "more": [item("attention", "Needs attention", "eye", count=9, count_label="things")],
        },
        "here": "agreements",
        "municipality": "Kommuneqarfik Sermersooq",
        "user": SimpleNamespace(
            is_authenticated=True, name="Aviaja Lynge", unit="Politisk sekretariat", title="Officer"
        ),
        "version": "0.1.0",
        "source_url": "https://example.org/samklang",
    }
    return Engine.get_default().get_template(template).render(Context({**shell, **context}))


def item(key: str, label: str, icon: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "label": label, "url": f"#{key}", "icon": icon, **more}


def gallery(form: forms.Form | None = None) -> str:
    return page("components/gallery.html", form=form or wrong_form(), **EVERYTHING)


def wrong_form() -> CaseForm:
    return CaseForm({"title": "Musikskoler i Nuuk og Kópavogur", "end_date": "31-06-2027"})


SEND = {"label": "Send the memo", "url": "#main", "primary": True}
CHANGES = [
    {"label": "Next window", "before": None, "after": PartialDate.month(2031, 8)},
    {"label": "State", "before": "Assessed", "after": "Approved"},
    {"label": "Next step", "before": "Send the decision", "after": "Send the decision"},
]
EVERYTHING: dict[str, Any] = {
    "today": TODAY,
    "dated": DECEMBER_2019,
    "clock_banner": "The clock is moved: it is 23 November 2026 here.",
    "crumbs": [("Agreements", "#agreements"), ("Sister cities", "#kind"), ("Aalborg Kommune", "")],
    "messages": [Message(SUCCESS, "The case is sent to the council secretariat.")],
    "figures": [
        {"count": 1, "label": "overdue", "url": "#main", "kind": "bad"},
        {"count": 2, "label": "due within 7 days", "url": "#main", "kind": "warn"},
        {"count": 2, "label": "under review", "url": "#main"},
        {"count": 3, "label": "waiting for others", "url": "#main"},
    ],
    "steps": [
        {"kind": "unknown", "number": 1, "name": "Proposed"},
        {"kind": "unknown", "number": 2, "name": "Assessed"},
        {"kind": "done", "number": 3, "name": "In force", "first": "December 2019"},
        {"kind": "now", "number": 4, "name": "Under review", "first": "since 2 Sep. 2026"},
        {"kind": "later", "number": 5, "name": "Renewed", "first": "not decided"},
    ],
    "next_step": {
        "title": "Your next step: send the memo to Økonomiudvalget",
        "text": "Both parties have answered. The agenda closes in 4 days.",
        "actions": [
            SEND,
            {"label": "Move", "url": "#main", "post": True, "hidden": {"seen": 4, "why": '"'}},
        ],
    },
    "tabs": [
        {"label": "Overview", "url": "#overview", "current": True},
        {"label": "Initiatives", "url": "#initiatives", "count": 4},
        {"label": "History", "url": "#history"},
    ],
    "tasks": [
        {
            "title": "Review: Hovedaftale med Aalborg Kommune",
            "url": "#main",
            "note": "The window is when the ruling is due.",
            "state": "under_review",
            "state_label": "Under review",
            "tags": [{"kind": "info", "icon": "gavel", "text": "In political treatment"}],
            "due": "2 years 2 months over",
            "due_note": AUGUST_2024,
            "over": True,
            "action": "Send the memo",
            "primary": True,
        },
        {"title": "Still alive?", "url": "#main", "due": "in 53 days", "action": "Answer"},
    ],
    "page": Paginator(range(50), 20).page(2),
    "rows": [
        {
            "title": "Hovedaftale med Aalborg Kommune",
            "about": "Replaces the agreement of 12 August 2015",
            "state": "under_review",
            "state_label": "Under review",
            "level": "middle",
            "level_label": "Middle",
            "window": AUGUST_2024,
        },
        {
            "title": "Ylöjärvi, Skive og Kongsvinger",
            "about": "The text is not on file",
            "state": "active",
            "state_label": "In force",
            "level": "high",
            "level_label": "High",
            "window": PartialDate.month(2027, 3),
        },
    ],
    "empty_action": {"label": "New cooperation", "url": "#main"},
    "conflict": {
        "title": "The case was approved 23 November 2026 at 10:02",
        "text": "By your deputy, while your page stood open.",
        "changes": CHANGES,
        "kept": [{"label": "Reasons", "text": "On condition that the material is shared."}],
        "actions": [{"label": "Open the case as it is now", "url": "#main", "primary": True}],
        "note": "Somebody else in the same role may annul the decision, with a reason.",
    },
    "facts": [
        {"term": "Responsible", "value": "Kommunaldirektøren"},
        {"term": "Ends", "value": date(2027, 6, 30)},
        {"term": "Since", "value": THE_FORTIES},
        {"term": "Journal", "value": "2026-118", "url": "#journal", "number": True},
    ],
    "feed": [
        {"what": "Kommunalbestyrelsen", "kind": "planned", "when": date(2026, 12, 17)},
        {
            "who": "Aviaja Lynge",
            "what": "changed 2 fields",
            "when": datetime(2026, 11, 12, 9, 41, tzinfo=UTC),
            "changes": CHANGES[:2],
        },
        {
            "what": "Udvalget for kultur, Punkt 7: taken note of",
            "kind": "done",
            "when": date(2026, 11, 17),
            "links": [{"label": "Minutes", "url": "#1"}, {"label": "Memo", "url": "#2"}],
        },
        {"who": "Samklang", "what": "opened the review", "kind": "system", "small": "By itself."},
    ],
    "states": [
        ("draft", "Draft"),
        ("proposed", "Proposed"),
        ("assessed", "Assessed"),
        ("approved", "Approved"),
        ("active", "In force"),
        ("renewed", "Renewed"),
        ("suspended", "Suspended"),
        ("terminated", "Terminated"),
        ("rejected", "Not approved"),
    ],
}


def _show(request: HttpRequest) -> HttpResponse:
    return HttpResponse(gallery())


urlpatterns = [
    path("", _show, name="my_work"),
    path("gallery/", _show),
    path("search/", _show, name="search"),
    path("help/", _show, name="help"),
    path("accessibility/", _show, name="accessibility"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/", include("allauth.account.urls")),
]
