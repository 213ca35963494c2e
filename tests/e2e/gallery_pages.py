"""Which pages does the gallery show, and as whom?"""

from __future__ import annotations

from dataclasses import dataclass, field

CASES = {
    "aalborg": "Hovedaftale",
    "old": "12. august 2015",
    "labour": "arbejdskraft",
    "registered": "Venskabsklasser",
    "draft": "Canada",
    "empty": "Frankrig",
    "proposed": "Erhvervssamarbejde",
    "assessed": "byplanl",
    "ready": "unge med Gentofte",
    "simple": "Fagligt ophold",
    "approved": "energirenovering",
    "review": "Gentofte, prøveordning",
    "expired": "InnoUrba",
    "arvika": "Vänortsavtal",
    "sister": "Eisenach",
}
"""A word of each case's title in the demonstration."""

SUBMIT = "main form[novalidate] button.button-primary"


@dataclass(frozen=True, slots=True)
class Shot:
    """One page: who opens it, where it is, and what is done before the picture is taken."""

    name: str
    path: str
    login: str = "officer"
    key: str = "sermersooq"
    follow: str | tuple[str, ...] = ""  # a link, or several links one after the other
    fill: dict[str, str] = field(default_factory=dict)  # an empty text ticks the control
    press: str = ""
    behind: bool = False


def _as(login: str, *shots: tuple[str, str], key: str = "sermersooq") -> list[Shot]:
    return [Shot(name, path, login, key) for name, path in shots]


NOBODY = _as(
    "",
    ("sign-in", "/accounts/login/"),
    ("password-reset", "/accounts/password/reset/"),
    ("password-reset-done", "/accounts/password/reset/done/"),
    ("404-nobody", "/no-such-page/"),
)
OFFICER = [
    *_as(
        "officer",
        ("my-work", "/"),
        ("preferences", "/preferences/"),
        ("notes", "/notes/"),
        ("agreements", "/agreements/"),
        ("agreements-filtered", "/agreements/?q=Gentofte&country=DK"),
        ("agreements-nothing", "/agreements/?q=qqqq"),
        ("agreements-tab2", "/agreements/?tab=initiatives"),
        ("search", "/search/?q=Aalborg"),
        ("search-empty", "/search/"),
        ("search-nothing", "/search/?q=qqqq"),
        ("meetings-officer", "/meetings/"),
        ("attention", "/attention/"),
        ("help", "/help/"),
        ("accessibility", "/accessibility/"),
        ("source", "/source/"),
        ("mail", "/mail/"),
        ("case-aalborg", "{aalborg}/"),
        ("case-aalborg-initiatives", "{aalborg}/initiatives/"),
        ("case-aalborg-decisions", "{aalborg}/decisions/"),
        ("case-aalborg-history", "{aalborg}/history/"),
        ("case-aalborg-versions", "{aalborg}/versions/"),
        ("case-superseded", "{old}/"),
        ("case-initiative", "{labour}/"),
        ("case-registered", "{registered}/"),
        ("case-draft", "{draft}/"),
        ("case-proposed", "{proposed}/"),
        ("case-proposed-versions", "{proposed}/versions/"),
        ("case-assessed", "{assessed}/"),
        ("case-assessed-decisions", "{assessed}/decisions/"),
        ("case-simple", "{simple}/"),
        ("case-approved", "{approved}/"),
        ("case-approved-history", "{approved}/history/"),
        ("case-review", "{review}/"),
        ("new", "/new/"),
        ("new-registered", "/new/registered/"),
        ("new-simple", "/new/simple/"),
        ("new-political", "/new/political/"),
        ("draft", "{draft}/draft/"),
        ("draft-empty", "{empty}/draft/"),
        ("draft-parties", "{draft}/draft/parties/"),
        ("draft-signatories", "{draft}/draft/signatories/"),
        ("draft-purpose", "{draft}/draft/purpose/"),
        ("draft-term", "{draft}/draft/term/"),
        ("draft-review", "{draft}/draft/review/"),
        ("draft-check", "{draft}/draft/check/"),
        ("draft-check-empty", "{empty}/draft/check/"),
        ("sign", "{approved}/sign/"),
        ("review", "{review}/review/"),
        ("contact", "{approved}/contact/"),
        ("update", "{aalborg}/update/"),
        ("withdraw", "{draft}/step/withdraw/"),
        ("start-review", "{aalborg}/step/start_review/"),
        ("barred", "{draft}/rule/"),
        ("404", "/no-such-page/"),
    ),
    Shot("mail-message", "/mail/", follow="main .item-list a"),
    Shot("review-input", "{review}/review/", follow="main a[href*='/review/parties/']"),
    Shot("party-decision", "{approved}/", follow="main a[href*='/parties/'][href*='/decision/']"),
    Shot("error-registered", "/new/registered/", press=SUBMIT),
    Shot("error-simple", "/new/simple/", press=SUBMIT),
    Shot("error-political", "/new/political/", press=SUBMIT),
    Shot("error-sign", "{approved}/sign/", press=SUBMIT),
    Shot("error-review", "{review}/review/", press=SUBMIT),
    Shot("conflict", "{draft}/draft/purpose/", behind=True, press=SUBMIT),
]
OTHERS = [
    *_as(
        "contributor",
        ("my-work-contributor", "/"),
        ("new-contributor", "/new/"),
        ("case-registered-contributor", "{registered}/"),
    ),
    *_as(
        "assessor",
        ("my-work-assessor", "/"),
        ("assess-benefit", "{proposed}/assess/benefit/"),
        ("assess-economy", "{proposed}/assess/economy/"),
        ("assess-citizens", "{proposed}/assess/citizens/"),
    ),
    Shot("error-assess", "{proposed}/assess/economy/", "assessor", press=SUBMIT),
    *_as("head", ("my-work-head", "/"), ("decide", "{simple}/decide/")),
    Shot(
        "decide-check",
        "{simple}/decide/",
        "head",
        fill={"input[name=outcome][value=approved]": ""},
        press=SUBMIT,
    ),
    *_as(
        "secretariat",
        ("my-work-secretariat", "/"),
        ("meetings", "/meetings/"),
        ("ready", "{ready}/ready/"),
        ("ready-2", "{assessed}/ready/"),
        ("rule", "{assessed}/rule/"),
        ("send-decision", "{approved}/send-decision/"),
        ("send-back", "{assessed}/step/send_back/"),
        ("end", "{aalborg}/end/"),
    ),
    Shot(
        "rule-check",
        "{assessed}/rule/",
        "secretariat",
        fill={"main [name=number]": "7", "input[name=outcome][value=recommended]": ""},
        press=SUBMIT,
    ),
    Shot("error-rule", "{assessed}/rule/", "secretariat", press=SUBMIT),
    Shot("annul", "{approved}/", "secretariat2", follow="main a[href*='/annul/']"),
    Shot("correct", "{approved}/", "secretariat", follow="main a[href*='/correct/']"),
    *_as("director", ("my-work-director", "/"), ("update-director", "{aalborg}/update/")),
    *_as("reader", ("my-work-reader", "/"), ("403", "{aalborg}/end/")),
    *_as("auditor", ("status", "/status/"), ("history-auditor", "{aalborg}/history/")),
    *_as("admin", ("admin", "/admin/"), ("status-admin", "/status/"), ("my-work-admin", "/")),
    *_as("officer", ("my-work-arvika", "/"), ("case-arvika", "{arvika}/"), key="arvika"),
    *_as(
        "officer", ("case-expired", "{expired}/"), ("case-sister", "{sister}/"), key="skanderborg"
    ),
]
PAGES = [*NOBODY, *OFFICER, *OTHERS]
