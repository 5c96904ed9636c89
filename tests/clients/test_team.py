"""Who works with a case, handing it over, and a partner's leaving: from the next request on."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.models import Case, CaseMember, CaseWorker
from clients.services import team as services
from practice.models import AuditEvent, User
from tests.clients.staff_pages import sign_in
from tests.factories import login_of, make_couple_case, make_therapist, make_user, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> User:
    return make_therapist()


@pytest.fixture
def ben() -> User:
    return make_therapist("Ben Okafor")


@pytest.fixture
def case(ana: User) -> Case:
    return make_couple_case(ana)


def overview(case: Case) -> str:
    return reverse("clients:case_detail", args=[case.pk])


def hand_over(desk: Browser, case: Case, **posted: str) -> str:
    worker = case.workers.get(role=CaseWorker.Role.THERAPIST, until=None)
    url = reverse("clients:case_hand_over", args=[case.pk, worker.pk])
    return desk.post(url, posted, follow=True).content.decode()


def test_handing_over_closes_the_case_to_one_and_opens_it_to_the_other(
    case: Case, ana: User, ben: User
) -> None:
    desk, theirs = sign_in(ana), sign_in(ben)
    assert theirs.get(overview(case)).status_code == 404
    page = hand_over(desk, case, to=str(ben.pk), code=case.code.lower())
    assert f"{case.code} is with Ben Okafor now." in page
    assert desk.get(overview(case)).status_code == 404
    assert theirs.get(overview(case)).status_code == 200
    assert AuditEvent.objects.filter(action="case.handed_over", case_id=case.pk).exists()
    earlier = theirs.get(reverse("clients:case_team", args=[case.pk])).content.decode()
    assert "Ana Ruiz" in earlier


def test_it_is_meant_only_with_the_code(case: Case, ana: User, ben: User) -> None:
    desk = sign_in(ana)
    page = hand_over(desk, case, to=str(ben.pk), code="AAA-AAA")
    assert "This is not the code of this case." in page
    assert "AAA-AAA" in page
    assert desk.get(overview(case)).status_code == 200


def test_nobody_takes_a_case_who_cannot(case: Case, ana: User) -> None:
    desk = sign_in(ana)
    away = make_therapist("Away", is_active=False)
    for who in (ana, away, login_of(case), User.objects.create_user("o@x.example", name="O")):
        page = hand_over(desk, case, to=str(who.pk), code=case.code)
        assert "They cannot take this case." in page
    assert desk.get(overview(case)).status_code == 200


def test_a_co_therapist_hands_nothing_over(case: Case, ana: User, ben: User) -> None:
    sign_in(ana).post(reverse("clients:worker_add", args=[case.pk]), {"to": str(ben.pk)})
    cora, theirs = make_therapist("Cora Diaz"), sign_in(ben)
    page = hand_over(theirs, case, to=str(cora.pk), code=case.code)
    assert "A case is handed over by its therapist alone." in page
    team = theirs.get(reverse("clients:case_team", args=[case.pk])).content.decode()
    assert "Ana Ruiz alone hands this case to somebody else." in team
    assert "The code of the case" not in team
    assert sign_in(ana).get(overview(case)).status_code == 200
    assert sign_in(cora).get(overview(case)).status_code == 404
    own = case.workers.get(user=ben)
    url = reverse("clients:case_hand_over", args=[case.pk, own.pk])
    assert theirs.post(url, {"to": str(cora.pk), "code": case.code}).status_code == 403
    with pytest.raises(ValidationError):
        services.hand_over(ben, case, worker=case.workers.get(user=ana), to=cora)


def test_an_owner_gives_a_case_away_once_its_therapists_login_is_closed(
    case: Case, ana: User, ben: User
) -> None:
    desk = sign_in(make_user("Olga", is_owner=True))
    place = reverse("clients:case_place", args=[case.pk])
    posted = {"to": str(ben.pk), "code": case.code}
    listed = reverse("clients:cases_left")
    assert case.code not in desk.get(listed).content.decode()
    assert desk.post(place, posted).status_code == 404
    ana.is_active = False
    ana.save()
    page = desk.get(listed).content.decode()
    assert case.code in page
    assert not [name for name in ("Zhao", "Zhou", case.title) if name in page]
    assert "This is not the code" in desk.post(place, posted | {"code": "X"}).content.decode()
    assert (
        f"{case.code} is with Ben Okafor now."
        in desk.post(place, posted, follow=True).content.decode()
    )
    assert sign_in(ben).get(overview(case)).status_code == 200
    assert desk.get(overview(case)).status_code == 404
    assert desk.get(place).status_code == 404
    assert AuditEvent.objects.filter(action="case.handed_over", case_id=case.pk).exists()


def test_a_co_therapist_comes_and_goes(case: Case, ana: User, ben: User) -> None:
    desk, theirs = sign_in(ana), sign_in(ben)
    desk.post(reverse("clients:worker_add", args=[case.pk]), {"to": str(ben.pk)})
    assert theirs.get(overview(case)).status_code == 200
    worker = case.workers.get(user=ben)
    desk.post(reverse("clients:worker_end", args=[case.pk, worker.pk]))
    assert theirs.get(overview(case)).status_code == 404
    assert desk.get(overview(case)).status_code == 200


def test_a_case_never_stands_without_its_therapist(case: Case, ana: User) -> None:
    desk = sign_in(ana)
    url = reverse("clients:worker_end", args=[case.pk, case.workers.get().pk])
    assert "A case needs its therapist." in desk.post(url, follow=True).content.decode()
    assert desk.get(overview(case)).status_code == 200


def leave(desk: Browser, who: CaseMember, **posted: str) -> str:
    url = reverse("clients:member_leaves", args=[who.case_id, who.pk])
    return desk.post(url, posted, follow=True).content.decode()


def test_a_partner_leaves_with_one_date(case: Case, ana: User) -> None:
    who, today = member(case, "B"), timezone.localdate()
    page = leave(sign_in(ana), who, left_on=today.isoformat(), name=f" {who} ".upper())
    assert "The day is written down." in page
    who.refresh_from_db()
    assert who.left_on == today
    assert not who.is_present


@pytest.mark.parametrize(
    ("days", "name", "said"),
    [
        (0, "Somebody else", "This is not the name that stands above."),
        (0, "", "Type their name, so that it is meant."),
        (-3000, "Ting", "They had not come yet on this day."),
        (800, "Ting", "This is too far ahead."),
    ],
)
def test_it_is_written_down_only_as_it_can_be(
    case: Case, ana: User, days: int, name: str, said: str
) -> None:
    who, day = member(case, "B"), timezone.localdate() + timedelta(days=days)
    assert said in leave(sign_in(ana), who, left_on=day.isoformat(), name=name)
    who.refresh_from_db()
    assert who.left_on is None


def test_a_day_that_has_come_stays(case: Case, ana: User) -> None:
    desk, who, today = sign_in(ana), member(case, "B"), timezone.localdate()
    leave(desk, who, left_on=today.isoformat(), name=str(who))
    later = today + timedelta(days=9)
    assert "They have left already." in leave(desk, who, left_on=later.isoformat(), name=str(who))
    who.refresh_from_db()
    assert who.left_on == today
