"""Which pages about parties, commitments, surroundings, documents, changes and people are shown?"""

from __future__ import annotations

from dataclasses import replace

from tests.e2e.gallery_pages import SUBMIT, Shot

MORE_CASES = {
    "schools": "Skolesamarbejde med Tromsø",
    "tablets": "Undervisning med tablets",
    "study": "fælles fjernundervisning",
    "standing": "Sparring mellem skoleforvaltningerne",
    "frame": "Rammeaftale om skolesamarbejde",
    "below": "Lærerudveksling med Gentofte",
    "renewing": "udstillinger med Reykjavik",
    "culture": "Kulturutbyte med Kongsvinger",
    "trial": "Gentofte, prøveordning",
    "amendment": "Tillæg: Udveksling",
    "rests": "Udveksling af bibliotekarer",
    "undated": "snerydning med Kopavogur",
    "updated": "havne med Aalborg",
    "reviewed": "Kulturudveksling med Troms",
    "libraries": "kommuner om biblioteken",
    "split": "Museumslån med Qaasuitsup",
}
"""A word of each case's title in the demonstration; some are of Arvika."""


def _as(login: str, *shots: tuple[str, ...], key: str = "sermersooq") -> list[Shot]:
    """(name, path, the links to follow from there)."""
    return [Shot(name, path, login, key, follow=tuple(links)) for name, path, *links in shots]


def to(part: str) -> str:
    return f"main a[href*='{part}']"


def ends(part: str) -> str:
    return f"main a[href$='{part}']"


PARTIES = [
    *_as(
        "officer",
        ("parties-aalborg", "{aalborg}/parties/"),
        ("parties-labour", "{labour}/parties/"),
        ("parties-split", "{split}/parties/"),
        ("register", "/parties/"),
        ("register-nothing", "/parties/?q=qqqq"),
        ("register-party", "/parties/?q=Aalborg", to("/parties/")),
        ("register-fact", "/parties/?q=Gentofte", to("/parties/"), ends("/facts/new/")),
        ("register-name", "/parties/?q=Gentofte", to("/parties/"), ends("/name/")),
        ("register-succession", "/parties/?q=Gentofte", to("/parties/"), ends("/succession/")),
        ("register-network", "/parties/?sort=network", to("/parties/")),
        ("register-member", "/parties/?sort=network", to("/parties/"), ends("/members/new/")),
    ),
    *_as(
        "officer",
        ("parties-libraries", "{libraries}/parties/"),
        ("party-join", "{libraries}/parties/join/"),
        ("party-part", "{libraries}/parties/", ends("/part/")),
        ("party-leave", "{libraries}/parties/", ends("/leave/")),
        ("party-side", "{libraries}/parties/", ends("/side/")),
        ("party-contact", "{libraries}/parties/", ends("/contacts/new/")),
        ("party-signatory", "{libraries}/parties/", ends("/signatories/new/")),
        ("register-arko", "/parties/?q=ARKO", to("/parties/")),
        key="arvika",
    ),
]
COMMITMENTS = _as(
    "officer",
    ("schools", "{schools}/"),
    ("schools-initiatives", "{schools}/initiatives/"),
    ("initiative-new", "{schools}/initiatives/new/"),
    ("tablets", "{tablets}/"),
    ("tablets-commitments", "{tablets}/commitments/"),
    ("commitment", "{tablets}/commitments/", "main tbody th a"),
    ("commitment-new", "{tablets}/commitments/new/"),
    ("commitment-finish", "{tablets}/commitments/", "main tbody th a", ends("/done/")),
    ("milestone-new", "{tablets}/milestones/new/"),
    ("study", "{study}/"),
    ("standing", "{standing}/"),
    ("place", "{tablets}/number/"),
)
AROUND = [
    *_as(
        "officer",
        ("context-aalborg", "{aalborg}/context/"),
        ("context-frame", "{frame}/context/"),
        ("annex", "{frame}/context/", "main .item-list a"),
        ("annex-new", "{frame}/annexes/new/"),
        ("annex-version", "{aalborg}/context/", "main .item-list a", ends("/version/")),
        ("above", "{below}/above/"),
        ("notice", "{renewing}/notice/"),
        ("case-renewing", "{renewing}/"),
        ("occasion-new", "{frame}/occasions/new/"),
        ("documents", "{assessed}/documents/"),
        ("documents-trial", "{trial}/documents/"),
        ("document-list", "{assessed}/documents/list/"),
        ("document-new", "{assessed}/documents/new/"),
        ("document", "{assessed}/documents/", to("/documents/1/")),
        ("document-version", "{assessed}/documents/1/version/"),
        ("document-describe", "{assessed}/documents/1/", ends("/describe/")),
    ),
    *_as("officer", ("context-culture", "{culture}/context/"), key="arvika"),
]
CHANGES = [
    *_as(
        "officer",
        ("amendment", "{amendment}/"),
        ("case-trial", "{trial}/"),
        ("decisions-trial", "{trial}/decisions/"),
        ("amend", "{reviewed}/step/amend/"),
        ("case-rests", "{rests}/"),
        ("case-reviewed", "{reviewed}/"),
        ("reviews", "{reviewed}/reviews/"),
        ("case-updated", "{updated}/"),
        ("updates", "{updated}/updates/"),
        ("cadence", "{updated}/updates/cadence/"),
        ("set-review", "{undated}/review/set/"),
        ("responsible", "{undated}/responsible/"),
        ("still-right", "{undated}/still-right/"),
        ("joint-none", "/reviews/"),
    ),
    *_as(
        "officer",
        ("joint", "/reviews/"),
        ("joint-new", "/reviews/new/"),
        ("joint-review", "/reviews/", "main .item-list a"),
        ("joint-evaluate", "/reviews/", "main .item-list a", ends("/evaluate/")),
        key="arvika",
    ),
    *_as(
        "secretariat",
        ("joint-rule", "/reviews/", "main .item-list a", ends("/rule/")),
        key="arvika",
    ),
    *_as(
        "secretariat",
        ("bulk-end", "/agreements/end/"),
        ("bulk-nothing", "/agreements/end/?q=qqqq"),
        ("rest", "{aalborg}/step/suspend/"),
        ("resume", "{rests}/step/resume/"),
        ("people", "/people/"),
        ("hand-over", "/people/", ends("/hand-over/")),
        ("rounds", "/rounds/"),
        ("round-new", "/rounds/new/"),
        ("round", "/rounds/", "main h2 a"),
        ("attention-secretariat", "/attention/"),
    ),
    *_as("director", ("attention-director", "/attention/"), ("people-director", "/people/")),
    *_as("officer", ("attention-arvika", "/attention/"), key="arvika"),
]
_BULK_END = Shot("error-bulk-end", "/agreements/end/", "secretariat", press=SUBMIT)
ERRORS = [
    _BULK_END,
    replace(_BULK_END, name="error-round", path="/rounds/new/"),
    Shot("error-commitment", "{tablets}/commitments/new/", press=SUBMIT),
    Shot("error-document", "{assessed}/documents/new/", press=SUBMIT),
    Shot("error-annex", "{frame}/annexes/new/", press=SUBMIT),
    Shot("error-join", "{libraries}/parties/join/", key="arvika", press=SUBMIT),
]
MORE_PAGES = [*PARTIES, *COMMITMENTS, *AROUND, *CHANGES, *ERRORS]
