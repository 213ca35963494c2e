"""What people do between a dump and the loss of the machine, and after it came back. A program.

Run as `python -m tests.config.after_the_dump rule` (five rulings, through the door) or `read` (each
document, by its page); both on the database and files of the environment. Prints what it did.
"""

from __future__ import annotations

import os
import sys
from hashlib import sha256
from itertools import cycle, islice
from typing import Any

import django

RULINGS = 5


def rule() -> None:
    """The council secretariat records five rulings on what waits for one."""
    import clock  # noqa: PLC0415 - the settings must stand first
    from agreements.models import Case, Duty  # noqa: PLC0415
    from people.models import User  # noqa: PLC0415
    from workflows.rulings import Minutes, record_ruling  # noqa: PLC0415

    secretary = User.objects.get(email="secretariat@sermersooq.example")
    waiting = Duty.objects.filter(
        kind="rule", status="open", body__isnull=False, case__owner=secretary.municipality
    )
    at = clock.now()
    for number, duty in enumerate(islice(cycle(list(waiting)), RULINGS), start=1):
        case = Case.objects.get(pk=duty.case_id)
        assert duty.body is not None  # the question asks for it
        today = clock.local_date(at, case.owner.time_zone)
        minutes = Minutes(body=duty.body, date=today, number=f"Punkt {number}")
        record_ruling(case, minutes, "deferred", by=secretary, at=at, seen=case.version)
        print(case.pk)  # noqa: T201


def read() -> None:
    """Somebody of the owner opens each document that is a file."""
    from django.test import Client  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    from agreements.models import Document  # noqa: PLC0415
    from people.models import User  # noqa: PLC0415

    for document in Document.objects.exclude(file="").select_related("case"):
        reader = Client()
        owners = User.objects.filter(municipality=document.case.owner_id, is_active=True)
        reader.force_login(owners.filter(grants__role="secretariat").first() or owners.get())
        key = (document.case_id, document.number, document.version)
        answer: Any = reader.get(reverse("document_file", args=key))
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        is_whole = sha256(content).hexdigest() == document.sha256
        print(answer.status_code, "whole" if is_whole else "other")  # noqa: T201


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    {"rule": rule, "read": read}[sys.argv[1]]()
