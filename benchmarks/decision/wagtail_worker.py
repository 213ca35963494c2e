"""What does Wagtail's workflow take to approve? Runs in an environment of its own.

Speaks one JSON line for each it reads: `{"do": "approve", "size": 10}`. The same anchor that is
measured beside Samklang is measured here, on Samklang's database through this process's Django.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from functools import partial
from typing import TYPE_CHECKING, Any

import django
from django.conf import settings

from benchmarks.decision import anchor

if TYPE_CHECKING:
    from collections.abc import Callable


def configure(databases: dict[str, dict[str, Any]]) -> None:
    """Wagtail as its own documentation sets it up, without the pages of its administration."""
    settings.configure(
        SECRET_KEY="bench",  # noqa: S106 - a bench
        DATABASES=databases,
        INSTALLED_APPS=[
            "wagtail.users",
            "wagtail.images",
            "wagtail.documents",
            "wagtail.search",
            "wagtail.admin",
            "wagtail",
            "taggit",
            "modelcluster",
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
        ],
        STATIC_URL="/static/",
        EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
        WAGTAIL_SITE_NAME="Bench",
        WAGTAILADMIN_BASE_URL="http://127.0.0.1",
        WAGTAILIMAGES_EXTENSIONS=[],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
    )
    django.setup()


class Bench:
    """Pages that wait for the first of two approvals.

    The first hands the page on to the next group; the last publishes it too and takes twice as
    many statements. The cheaper one is measured.
    """

    def __init__(self) -> None:
        from django.contrib.auth.models import Group, User
        from django.core.management import call_command
        from wagtail.models import (
            GroupApprovalTask,
            Page,
            Workflow,
            WorkflowTask,
        )

        call_command("migrate", verbosity=0)
        group = Group.objects.create(name="Bench")
        self.user = User.objects.create(username="bench")
        self.user.groups.add(group)
        self.root = Page.objects.get(depth=1)
        self.workflow = Workflow.objects.create(name="Bench")
        for order in (1, 2):
            task = GroupApprovalTask.objects.create(name=f"Body {order}")
            task.groups.add(group)
            WorkflowTask.objects.create(workflow=self.workflow, task=task, sort_order=order)

    def waiting(self) -> Any:
        """The key of a page whose workflow has begun."""
        from wagtail.models import Page

        page = self.root.add_child(instance=Page(title="Venskabsby: Gentofte", live=False))
        page.save_revision(user=self.user)
        self.workflow.start(page, self.user)
        return page.pk

    def act(self, page_key: int) -> None:
        """What the approving page does once it has the request."""
        from django.contrib.auth.models import User
        from django.core.exceptions import PermissionDenied
        from django.db import transaction
        from wagtail.models import Page

        page = Page.objects.get(pk=page_key)
        user = User.objects.get(pk=self.user.pk)
        with transaction.atomic():
            state = page.current_workflow_task_state
            task = state.task.specific
            if "approve" not in [name for name, *_ in task.get_actions(page, user)]:
                raise PermissionDenied
            task.on_action(state, user, "approve")

    def approve(self, size: int) -> list[list[float]]:
        pages = [self.waiting() for _ in range(size)]
        return [timed(partial(self.act, page)) for page in pages]

    def queries(self) -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext
        from wagtail.models import WorkflowState

        page = self.waiting()
        with CaptureQueriesContext(connection) as captured:
            self.act(page)
        state = WorkflowState.objects.get(object_id=str(page))
        if state.current_task_state.task.name != "Body 2":
            raise RuntimeError("The page was not handed on.")
        return len(captured)


def write_limit(limit: dict[str, Any], copies: list[int]) -> list[list[float]]:
    from django.db import connections

    return [timed(partial(anchor.write, connections["samklang"], limit, copy)) for copy in copies]


def timed(act: Callable[[], object]) -> list[float]:
    cpu, wall = time.process_time(), time.perf_counter()
    act()
    return [time.perf_counter() - wall, time.process_time() - cpu]


def main() -> None:
    answers = sys.stdout
    sys.stdout = sys.stderr
    given = json.loads(sys.stdin.readline())
    configure(given["databases"])
    bench = Bench()
    acts: dict[str, Callable[..., Any]] = {
        "ready": lambda: f"Wagtail {_version()}",
        "approve": bench.approve,
        "limit": lambda copies: write_limit(given["limit"], copies),
        "queries": bench.queries,
        "rss": lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    for line in sys.stdin:
        asked = json.loads(line)
        answer = acts[asked.pop("do")](**asked)
        print(json.dumps(answer), file=answers, flush=True)


def _version() -> str:
    import wagtail

    return str(wagtail.__version__)


if __name__ == "__main__":
    main()
