"""Many agreements end by one decision: chosen, looked at, then all or none (R-074)."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.urls import reverse

from agreements.models import Case, Ending, FormalDecision
from tests.web.acting import client_of, fresh
from tests.web.lives import Cast, live


@pytest.fixture
def three(cast: Cast) -> list[Case]:
    return [live(cast, "active", title) for title in ("Arvika", "Tosno", "Viborg")]


def chosen(*cases: Case) -> list[str]:
    return [f"{case.pk}:{fresh(case).version}" for case in cases]


def decision(cast: Cast, **more: object) -> dict[str, object]:
    return {
        "body": cast.council.pk,
        "date": "02-03-2026",
        "number": "42",
        "effective": "31-12-2026",
        "reason": "Kun Norden fremover",
        "explained": "",
    } | more


def send(cast: Cast, **sent: object) -> HttpResponse:
    response: HttpResponse = client_of(cast.secretary).post(  # type: ignore[assignment]
        reverse("bulk_end"), decision(cast, **sent)
    )
    return response


@pytest.mark.requirement("R-074")
def test_chosen_looked_at_and_ended_by_one_decision(three: list[Case], cast: Cast) -> None:
    page = client_of(cast.secretary).get(reverse("bulk_end"), {"all": "1"}).content.decode()
    assert page.count("checked") == 3
    assert f"{three[0].pk}:{fresh(three[0]).version}" in page

    looked = send(cast, cases=chosen(*three[:2])).content.decode()
    assert "2 agreements would end" in looked
    assert three[2].title not in looked
    assert not Ending.objects.exists()

    done = send(cast, cases=chosen(*three[:2]), confirmed="yes")
    assert done.status_code == 302
    assert FormalDecision.objects.filter(number="42").get().rulings.count() == 2
    assert set(Ending.objects.values_list("case", flat=True)) == {c.pk for c in three[:2]}


@pytest.mark.requirement("R-074")
def test_what_is_skipped_is_named_with_the_reason(three: list[Case], cast: Cast) -> None:
    send(cast, cases=chosen(three[0]), confirmed="yes")

    looked = send(cast, cases=chosen(*three[:2]), number="43").content.decode()

    assert "1 agreement would end" in looked
    assert "1 is skipped" in looked
    assert "Its end is recorded already." in looked
    assert looked.count('name="cases"') == 1


def test_changed_meanwhile_none_ends_and_the_choice_is_kept(three: list[Case], cast: Cast) -> None:
    old = chosen(*three)
    Case.objects.filter(pk=three[1].pk).update(version=99)

    response = send(cast, cases=old, confirmed="yes")

    assert response.status_code == 409
    told = response.content.decode()
    assert "has changed since you opened the page" in told
    assert told.count("checked") == 3
    assert not Ending.objects.exists()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"cases": []}, "Choose at least one agreement."),
        ({"cases": ["x:1"]}, "Choose the agreements anew."),
        ({"reason": ""}, "Write the reason."),
        ({"date": "01-01-2090"}, "has not come"),
        ({"effective": "01-03-2026"}, "before that was decided"),
    ],
)
def test_what_cannot_be_read_is_told_and_nothing_is_lost(
    three: list[Case], cast: Cast, sent: dict[str, object], words: str
) -> None:
    response = send(cast, **({"cases": chosen(three[0]), "number": "4711"} | sent))

    assert response.status_code == 422
    assert words in response.content.decode()
    assert "4711" in response.content.decode()


def test_only_the_secretariat_comes_here_and_sees_the_way(three: list[Case], cast: Cast) -> None:
    assert client_of(cast.officer).get(reverse("bulk_end")).status_code == 403
    link = reverse("bulk_end")
    assert link in client_of(cast.secretary).get(reverse("agreements")).content.decode()
    assert link not in client_of(cast.officer).get(reverse("agreements")).content.decode()
    assert three


def test_the_list_is_narrowed(three: list[Case], cast: Cast) -> None:
    page = client_of(cast.secretary).get(reverse("bulk_end"), {"q": "Tosno"}).content.decode()

    assert "Tosno" in page
    assert "Viborg" not in page


@pytest.mark.requirement("R-074")
def test_what_ends_already_is_told_with_its_day(three: list[Case], cast: Cast) -> None:
    send(cast, cases=chosen(three[0]), confirmed="yes")
    page = client_of(cast.secretary).get(reverse("bulk_end")).content.decode()
    assert "1 agreement is not shown: its end is recorded already" in page
    assert "Arvika" in page[page.index("1 agreement is not shown") :]
    assert "Ends 31 Dec 2026" in page
