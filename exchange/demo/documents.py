"""How does the demonstration come by documents: a text in two versions, letters, a memo?"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile

import clock
from agreements.dates import PartialDate
from agreements.models import Case
from exchange.demo.files import read_data
from exchange.demo.moments import door_of
from workflows.documents import Description, Filing, add_version, file_document, withdraw
from workflows.files import Upload, received

if TYPE_CHECKING:
    from datetime import datetime

    from exchange.demo.organisation import Tenant

    Entry = dict[str, Any]
    Tenants = dict[str, Tenant]


def put_on_file(tenants: Tenants, *, at: datetime) -> None:
    """File each document through the door, as the person who had it would have."""
    for entry in read_data("step_two_documents"):
        owner = tenants[entry["owner"]].municipality
        case = Case.objects.get(owner=owner, title=entry["case"])
        for told in entry["documents"]:
            _file(case, told, tenants, at=at)


def _file(case: Case, told: Entry, tenants: Tenants, *, at: datetime) -> None:
    tenant, role = told["by"]
    who, filed = tenants[tenant].people[role], at - timedelta(days=told["filed"])
    today = clock.local_date(at, case.owner.time_zone)
    dated = PartialDate.day(today - timedelta(days=told["dated"])) if "dated" in told else None
    about = Description(
        title=told["title"],
        public_title=told.get("public_title", ""),
        sort=told["sort"],
        dated=dated,
        counterpart=told.get("counterpart", ""),
        language=told["language"],
    )
    upload = _upload(told["name"], told["text"]) if "text" in told else None
    filing = Filing(
        about=about,
        direction=told["direction"],
        upload=upload,
        link=told.get("link", ""),
        is_signed_copy=told.get("is_signed_copy", False),
    )
    document = file_document(case, filing, **door_of(case, who, filed))
    if "next" in told:
        upload = _upload(told["name"], told["next"])
        add_version(document, upload=upload, dated=dated, **door_of(case, who, filed))
    if "withdrawn" in told:
        withdraw(document, reason=told["withdrawn"], **door_of(case, who, filed))


def _upload(name: str, lines: list[str]) -> Upload:
    content = _pdf(lines) if name.endswith(".pdf") else "\n".join(lines).encode()
    return received(ContentFile(content, name), name)


def _pdf(lines: list[str]) -> bytes:
    """One plain page with these lines."""
    words = [line.translate(ESCAPED).encode("cp1252") for line in lines]
    page = b"BT /F 14 Tf 72 760 Td 22 TL " + b" ".join(b"(%s) Tj T*" % w for w in words) + b" ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources 6 0 R>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(page), page),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        b"<</Font<</F 5 0 R>>>>",
    ]
    made, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj%s endobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    made += b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
    return made + (
        b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
        % (count, made.rindex(b"xref\n"))
    )


ESCAPED = str.maketrans({"(": r"\(", ")": r"\)", "\\": r"\\"})
