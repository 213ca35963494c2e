"""Does the preview of a rule tell what saving it does?"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.dates import PartialDate
from agreements.models import Case, Duty, Kind
from notifications import planning, previewing, replanning, run_due
from notifications.models import Reminder, ReminderRule, SweepRun
from notifications.planning import replan_all
from notifications.previewing import EXAMPLES, Effect, preview
from people.models import Municipality, Post
from tests.notifications.conftest import at

AUGUST = PartialDate.month(2024, 8)
EARLY = at("2024-02-01 12:00")


@pytest.fixture
def asked(case: Case, ask: Callable[..., Duty]) -> list[Duty]:
    return [ask(case, AUGUST, at=EARLY, subject=str(n)) for n in range(3)]


def effect_of(rule: ReminderRule, owner: Municipality) -> Effect:
    return preview(rule, municipality=owner, at=EARLY)


def rows() -> set[tuple[object, ...]]:
    planned = Reminder.objects.filter(status="planned")
    return set(planned.values_list("duty", "rule", "due_on", "send_on", "due_at"))


def changed_by_saving(rule: ReminderRule) -> tuple[int, int, int]:
    """How many appear, vanish and move when it really is saved."""
    before = rows()
    rule.save()
    replan_all(at=EARLY)
    new, gone = rows() - before, before - rows()
    moved = {row[:2] for row in new} & {row[:2] for row in gone}
    return len(new) - len(moved), len(gone) - len(moved), len(moved)


def own_rule(owner: Municipality, **facts: object) -> ReminderRule:
    return ReminderRule(municipality=owner, **{"days": -14} | facts)


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"is_active": False},
        {"kind_id": "review_ruling", "days": 5, "shift": "after"},
        {"kind_id": "notice"},
        {"days": -400},
    ],
)
def test_a_new_rule_does_what_its_preview_says(
    asked: list[Duty], nuuk: Municipality, facts: dict[str, object]
) -> None:
    rule = own_rule(nuuk, **facts)

    told = effect_of(rule, nuuk)

    assert ReminderRule.objects.filter(municipality=nuuk).count() == 0
    assert (told.appear, told.vanish, told.move) == changed_by_saving(rule)


@pytest.mark.parametrize(
    "facts",
    [{"days": -21}, {"is_active": False}, {"shift": "before"}, {"channel": "digest"}],
)
def test_a_changed_rule_does_what_its_preview_says(
    asked: list[Duty], nuuk: Municipality, facts: dict[str, object]
) -> None:
    ReminderRule.objects.create(municipality=nuuk, days=1)
    rule = ReminderRule.objects.create(municipality=nuuk, days=-14)  # Thursday 18 July
    replan_all(at=EARLY)
    for name, value in facts.items():
        setattr(rule, name, value)

    told = effect_of(rule, nuuk)

    assert ReminderRule.objects.get(pk=rule.pk).days == -14
    assert (told.appear, told.vanish, told.move) == changed_by_saving(rule)


def test_the_first_own_rule_says_that_it_replaces_the_defaults(
    asked: list[Duty], nuuk: Municipality
) -> None:
    told = effect_of(own_rule(nuuk), nuuk)

    assert told.replaces_defaults
    assert (told.appear, told.vanish) == (3, 15)
    assert (told.mails_before, told.mails_after) == (15 / 12, 3 / 12)
    ReminderRule.objects.create(municipality=nuuk, days=1)
    assert not effect_of(own_rule(nuuk), nuuk).replaces_defaults


def test_what_has_been_sent_does_not_appear_again(asked: list[Duty], nuuk: Municipality) -> None:
    rule = ReminderRule.objects.create(municipality=nuuk, days=-14)
    replan_all(at=EARLY)
    Reminder.objects.filter(rule=rule).update(status="done")

    rule.channel = "digest"

    assert effect_of(rule, nuuk).appear == 0


def test_other_municipalities_are_not_counted(
    asked: list[Duty], nuuk: Municipality, aalborg: Municipality, sister_city: Kind
) -> None:
    told = effect_of(own_rule(aalborg), aalborg)

    assert (told.appear, told.vanish, told.move, told.examples) == (0, 0, 0, ())


def test_a_rule_that_would_never_fire_is_a_problem(asked: list[Duty], nuuk: Municipality) -> None:
    assert effect_of(own_rule(nuuk, kind_id="notice"), nuuk).problems == ("never",)
    assert effect_of(own_rule(nuuk), nuuk).problems == ()


def test_a_rule_that_would_fire_thousands_of_times_is_a_problem(
    asked: list[Duty], nuuk: Municipality
) -> None:
    Duty.objects.bulk_create(
        Duty(
            case=asked[0].case,
            kind_id="update",
            subject=str(n),
            responsible=asked[0].responsible,
            due=AUGUST,
            opened_at=EARLY,
        )
        for n in range(previewing.THOUSANDS + 1)
    )

    told = effect_of(own_rule(nuuk), nuuk)

    assert told.problems == ("thousands",)
    assert len(told.examples) == EXAMPLES


def test_a_rule_that_reaches_nobody_is_a_problem(asked: list[Duty], nuuk: Municipality) -> None:
    post = Post.objects.create(municipality=nuuk, title="Borgmester")

    told = effect_of(own_rule(nuuk, recipient="post", post=post), nuuk)

    assert told.problems == ("nobody",)


def test_examples_tell_only_of_what_is_readable(asked: list[Duty], nuuk: Municipality) -> None:
    rule = own_rule(nuuk)

    shown = preview(rule, municipality=nuuk, at=EARLY, readable=Case.objects.none())

    assert (shown.appear, shown.examples) == (3, ())
    first = effect_of(rule, nuuk).examples[0]
    assert (first.before, first.after) == (date(2024, 5, 3), None)


def test_a_preview_locks_and_writes_nothing(asked: list[Duty], nuuk: Municipality) -> None:
    before = rows()

    with CaptureQueriesContext(
        connection,
    ) as asked_for:
        effect_of(own_rule(nuuk), nuuk)

    statements = [query["sql"] for query in asked_for]
    assert not [sql for sql in statements if "FOR SHARE" in sql or "FOR UPDATE" in sql]
    assert rows() == before


def test_the_fingerprint_is_of_all_that_was_shown(asked: list[Duty], nuuk: Municipality) -> None:
    shown = effect_of(own_rule(nuuk), nuuk).fingerprint
    assert effect_of(own_rule(nuuk), nuuk).fingerprint == shown

    assert effect_of(own_rule(nuuk, days=-15), nuuk).fingerprint != shown
    ReminderRule.objects.filter(days=60).update(days=61)
    assert effect_of(own_rule(nuuk), nuuk).fingerprint != shown


# ---------------------------------------------------------------- planning by portions
def test_a_change_waits_for_one_portion_and_the_sweep_plans_the_rest(
    case: Case, ask: Callable[..., Duty], nuuk: Municipality, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(5):
        ask(case, AUGUST, at=EARLY, subject=str(n))
    for module in (planning, replanning):
        monkeypatch.setattr(module, "CHUNK", 2)
    ReminderRule.objects.create(municipality=nuuk, days=-14)

    assert not replanning.begin(nuuk, at=EARLY)

    assert Reminder.objects.filter(days=-14).count() == 2
    counts = run_due.sweep(at=EARLY)
    assert Reminder.objects.filter(days=-14).count() == 4
    assert counts["replanned"] == 12
    run_due.sweep(at=EARLY)
    assert Reminder.objects.filter(days=-14).count() == 5
    assert SweepRun.objects.get(name="replan").counts == {}
    assert run_due.sweep(at=EARLY)["replanned"] == 0


def test_a_small_municipality_is_planned_at_once(asked: list[Duty], nuuk: Municipality) -> None:
    ReminderRule.objects.create(municipality=nuuk, days=-14)

    assert replanning.begin(nuuk, at=EARLY)

    assert replanning.waiting() == {}
    assert Reminder.objects.filter(status="planned").count() == 3


def test_what_concerns_all_is_left_to_the_sweep(asked: list[Duty], nuuk: Municipality) -> None:
    ReminderRule.objects.filter(days=-90).update(days=-60)

    replanning.leave_to_the_sweep([nuuk], at=EARLY)
    run_due.sweep(at=EARLY)

    assert Reminder.objects.filter(status="planned", days=-60).count() == 3


# ---------------------------------------------------------------- from the command line
def told_by_the_command(*words: object) -> dict[str, object]:
    out = StringIO()
    call_command("reminders", "preview", *map(str, words), "--json", stdout=out)
    told: dict[str, object] = json.loads(out.getvalue())
    return told


@pytest.fixture
def ahead(case: Case, ask: Callable[..., Duty]) -> Duty:
    """Due in some years by the clock that the command reads."""
    return ask(case, PartialDate.month(2034, 8), at=EARLY)


def test_the_command_previews_a_new_rule_and_a_change(ahead: Duty, nuuk: Municipality) -> None:
    new = told_by_the_command("--municipality", nuuk.pk, "--days", -14, "--duty", "review_ruling")

    assert (new["appear"], new["vanish"], new["replaces_defaults"]) == (1, 5, True)
    assert new["problems"] == []
    rule = ReminderRule.objects.create(municipality=nuuk, days=-14)
    replan_all(at=EARLY)
    moved = told_by_the_command("--rule", rule.pk, "--days", -15)
    assert (moved["move"], moved["examples"]) == (
        1,
        [
            {
                "case": ahead.case_id,
                "kind": "review_ruling",
                "before": "2034-07-18",
                "after": "2034-07-17",
            }
        ],
    )
    assert told_by_the_command("--rule", rule.pk, "--off")["vanish"] == 1
    assert ReminderRule.objects.get(pk=rule.pk).days == -14


@pytest.mark.parametrize(
    "words",
    [[], ["--municipality", "{}"], ["--rule", "999"], ["--municipality", "{}", "--days", "-14"]],
)
def test_the_command_refuses_what_is_no_rule(nuuk: Municipality, words: list[str]) -> None:
    ReminderRule.objects.create(municipality=nuuk, days=-14)

    with pytest.raises(CommandError):
        told_by_the_command(*(word.format(nuuk.pk) for word in words))
