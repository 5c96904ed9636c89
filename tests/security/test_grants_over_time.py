"""What was granted ends when its reason ends, also when nobody touches the case on that day."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from clients.models import (
    Answer,
    AnswerGrant,
    AssignmentGrant,
    Case,
    CaseGrant,
    CaseWorker,
    Screening,
    Supervision,
)
from clients.services.cases import open_case, record_screening
from clients.services.grants import sync_grants
from clients.services.safety import lower_safety_flag
from clients.services.sharing import change_audience, next_morning
from clients.services.team import hand_over, leave_case
from practice.models import Practice, User
from tests import factories

TOKYO = "Asia/Tokyo"


@pytest.fixture
def ana(db: None) -> User:
    return factories.make_therapist()


@pytest.fixture
def couple(ana: User) -> Case:
    return factories.make_couple_case(ana)


def supervise(supervisee: User, *, days: float = 30, until: float | None = None) -> User:
    sam = factories.make_user("Sam", is_supervisor=True)
    Supervision.objects.create(
        supervisor=sam, supervisee=supervisee, since=ago(days), until=until and ago(-until)
    )
    return sam


def ago(days: float) -> datetime:
    return timezone.now() - timedelta(days=days)


def share(case: Case, *, hours: float) -> Answer:
    """An answer of A that goes to B in so many hours."""
    now = timezone.now()
    answer = Answer.objects.create(
        assignment=factories.give(case, "relationship_narrative"),
        member=factories.member(case),
        data={"hopes": {"text": "Words"}},
        audience="all",
        shares_on=now + timedelta(hours=hours),
        created_at=now,
        changed_at=now,
    )
    sync_grants(case)
    return answer


def the_hour_comes(answer: Answer) -> None:
    """The hour it waited for has passed, and nothing else has happened."""
    Answer.objects.filter(pk=answer.pk).update(shares_on=ago(0.01))
    AnswerGrant.objects.filter(content_object=answer).update(starts_at=ago(0.01))


def raise_flag(case: Case, by: User) -> None:
    today = timezone.localdate()
    record_screening(by, factories.member(case, "B"), asked_alone_on=today, outcome="concern")


def ask_again(case: Case, by: User) -> None:
    for member in case.members.all():
        clear = Screening.Outcome.CLEAR
        record_screening(by, member, asked_alone_on=timezone.localdate(), outcome=clear)


def test_a_supervisor_loses_the_case_with_the_therapist_who_gives_it_away(
    couple: Case, ana: User
) -> None:
    sam, ben = supervise(ana), factories.make_therapist("Ben")
    sync_grants(couple)
    assert Case.objects.visible_to(sam).exists()
    hand_over(ana, couple, worker=couple.workers.get(), to=ben)
    assert not Case.objects.visible_to(sam).exists()


def test_a_supervisor_reads_only_while_the_therapist_works_here(couple: Case, ana: User) -> None:
    """The end of a co-therapist's work is known beforehand, and so is that of the supervision."""
    helper = factories.make_therapist("Cora")
    until = ago(-3)
    CaseWorker.objects.create(case=couple, user=helper, since=ago(1), until=until)
    sam = supervise(helper)
    sync_grants(couple)
    grant = CaseGrant.objects.get(user=sam)
    assert (grant.starts_at, grant.expires_at) == (couple.workers.get(user=helper).since, until)


@pytest.mark.parametrize("first_ends", [True, False])
def test_one_ended_supervision_does_not_close_another(
    couple: Case, ana: User, first_ends: bool
) -> None:
    """Somebody supervises both who work here; the order in which the rows were made is no rule."""
    cora, sam = factories.make_therapist("Cora"), factories.make_user("Sam", is_supervisor=True)
    CaseWorker.objects.create(case=couple, user=cora, since=ago(9))
    for supervisee, ends in ((ana, first_ends), (cora, not first_ends)):
        until = ago(1) if ends else None
        Supervision.objects.create(
            supervisor=sam, supervisee=supervisee, since=ago(20), until=until
        )
    sync_grants(couple)
    assert Case.objects.visible_to(sam).exists()


def test_nobody_reads_their_own_case_as_a_supervisor(ana: User) -> None:
    """Sam supervises Ana and comes to her with a partner: the partner's words stay private."""
    sam = supervise(ana)
    people = [factories.make_client(ana, name, login=False) for name in ("Sam Oh", "Kim Oh")]
    people[0].user = sam
    people[0].save()
    case = factories.agree(open_case(ana, people, secrets_policy=Case.Secrets.FULL))
    assert not Case.objects.visible_to(sam).exists()
    assert list(Case.objects.portal_of(sam)) == [case]


def test_nobody_works_with_their_own_case(ana: User) -> None:
    herself = factories.make_client(ana, "Ana Ruiz", login=False)
    herself.user = ana
    herself.save()
    partner = factories.make_client(ana, "Lee Ruiz")
    case = factories.agree(open_case(ana, [herself, partner], secrets_policy=Case.Secrets.FULL))
    assert not Case.objects.visible_to(ana).exists()
    assert list(Case.objects.portal_of(ana)) == [case]


def test_leaving_on_a_coming_day_ends_sharing_on_that_day(couple: Case, ana: User) -> None:
    """Nothing else happens to the case until then; the grants know their end."""
    Practice.objects.update_or_create(pk=1, defaults={"time_zone": TOKYO})
    answer = share(couple, hours=-1)
    factories.give(couple, to=None)
    zone = ZoneInfo(TOKYO)
    day = timezone.localdate(timezone=zone) + timedelta(days=2)
    leave_case(ana, factories.member(couple, "B"), left_on=day)
    ends = datetime.combine(day, time(), tzinfo=zone)
    assert AnswerGrant.objects.get(content_object=answer).expires_at == ends
    partner = factories.login_of(couple, "B")
    together = AssignmentGrant.objects.get(user=partner, content_object__member=None)
    assert together.expires_at == ends


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_leaving_today_means_the_day_of_the_practice(couple: Case, ana: User, zone: str) -> None:
    Practice.objects.update_or_create(pk=1, defaults={"time_zone": zone})
    share(couple, hours=-1)
    today = timezone.localdate(timezone=ZoneInfo(zone))
    leave_case(ana, factories.member(couple, "B"), left_on=today)
    assert not Answer.objects.shared_with(factories.login_of(couple, "B")).exists()


def test_a_share_that_waits_does_not_go_out_while_a_concern_stands(couple: Case, ana: User) -> None:
    """Its hour passes, and then anything at all happens in the case."""
    answer, partner = share(couple, hours=9), factories.login_of(couple, "B")
    raise_flag(couple, ana)
    the_hour_comes(answer)
    sync_grants(couple)
    assert not Answer.objects.shared_with(partner).exists()


def test_what_was_read_before_a_concern_stays_as_it_is(couple: Case, ana: User) -> None:
    answer, partner = share(couple, hours=-1), factories.login_of(couple, "B")
    raise_flag(couple, ana)
    sync_grants(couple)
    assert list(Answer.objects.shared_with(partner)) == [answer]


def test_what_was_held_back_waits_for_the_morning_again(couple: Case, ana: User) -> None:
    """The flag is lowered, but its author has the time to think it over once more."""
    answer, partner = share(couple, hours=9), factories.login_of(couple, "B")
    raise_flag(couple, ana)
    the_hour_comes(answer)
    ask_again(couple, ana)
    lower_safety_flag(ana, couple)
    assert not Answer.objects.shared_with(partner).exists()
    answer.refresh_from_db()
    assert answer.shares_on == next_morning(timezone.now())
    change_audience(factories.login_of(couple), answer, "therapist")
    assert not AnswerGrant.objects.filter(content_object=answer).exists()


def test_a_login_that_comes_while_a_concern_stands_gets_nothing_new(
    couple: Case, ana: User
) -> None:
    member = factories.member(couple, "B")
    login, member.client.user = member.client.user, None
    member.client.save()
    share(couple, hours=-1)
    raise_flag(couple, ana)
    member.client.user = login
    member.client.save()
    sync_grants(couple)
    assert not Answer.objects.shared_with(login).exists()
