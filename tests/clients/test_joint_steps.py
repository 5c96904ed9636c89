"""Opening joint steps and closing them, and both levels, as the therapist meets them."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.models import Assignment, Case, CaseMember, Readiness, Screening
from clients.services.cases import record_screening
from clients.services.homework import assign_exercises
from clients.services.joint_steps import JointGround, close_for_both, open_for_both
from clients.services.readiness import lowest_level, set_readiness
from clients.services.safety import lower_safety_flag
from practice.models import AuditEvent, Exercise, Practice
from tests import factories as make
from tests.clients.staff_pages import (
    assert_closed_to_strangers,
    make_supervisor,
    queries_of,
    sign_in,
)

pytestmark = pytest.mark.django_db
Level = Readiness.Level


@pytest.fixture
def case() -> Case:
    found = make.make_couple_case(make.make_therapist())
    make.make_journey(found)
    return found


@pytest.fixture
def ana(case: Case) -> Browser:
    return sign_in(case.workers.get().user)


def ready(case: Case, a: int, b: int) -> None:
    for place, level in (("A", a), ("B", b)):
        set_readiness(make.login_of(case, place), make.member(case, place), level)


def closed_step(case: Case, key: str = "celebration_meaning") -> Assignment:
    given = make.give(case, key, to=None)
    Assignment.objects.filter(pk=given.pk).update(opened_for_both_at=None)
    return given


def press(browser: Browser, name: str, given: Assignment, query: str = "") -> str:
    url = reverse(f"clients:{name}", args=[given.pk]) + query
    return browser.post(url, follow=True).content.decode()


def is_open(given: Assignment) -> bool:
    given.refresh_from_db()
    return given.opened_for_both_at is not None


def concern(case: Case, outcome: str = "concern") -> None:
    for member in case.members.all():
        record_screening(
            case.workers.get().user, member,
            asked_alone_on=Practice.load().today(), outcome=Screening.Outcome(outcome),
        )  # fmt: skip


# -- opening -----------------------------------------------------------------------------


@pytest.mark.parametrize("needed", ["side_by_side", "reading", "talking"])
@pytest.mark.parametrize("lowest", Level)
def test_it_opens_no_higher_than_the_lower_of_two_levels(needed: str, lowest: Level) -> None:
    ground = JointGround(Case(kind=Case.Kind.COUPLE), is_cleared=True, lowest=lowest)
    why = ground.against(Exercise(body={"together_level": needed}))
    level = Level[needed.upper()]
    assert (not why) == (level <= lowest)
    assert not why or (str(level.label) in why and str(lowest.label) in why)


@pytest.mark.parametrize(("a", "b"), [(4, 3), (3, 4), (2, 3), (4, 4)])
def test_the_lower_of_two_is_told_from_both(case: Case, a: int, b: int) -> None:
    ready(case, a, b)
    assert lowest_level(case.members.all()) == min(a, b)


def test_who_said_nothing_goes_on_their_own(case: Case, ana: Browser) -> None:
    given = closed_step(case)
    set_readiness(make.login_of(case, "A"), make.member(case, "A"), Level.TALKING)
    assert "allow “each on my own” just now" in press(ana, "homework_open", given)
    assert not is_open(given)


def test_the_therapist_opens_it_and_closes_it_again(case: Case, ana: Browser) -> None:
    ready(case, Level.TALKING, Level.TALKING)
    given = closed_step(case)
    assert "It is open to both now." in press(ana, "homework_open", given)
    opened = is_open(given) and given.opened_for_both_at
    press(ana, "homework_open", given)
    assert is_open(given)
    assert given.opened_for_both_at == opened
    assert "as if it was not open yet" in press(ana, "homework_close", given)
    assert not is_open(given)
    told = AuditEvent.objects.filter(action__startswith="joint_step.").values_list("action")
    assert sorted(told) == [("joint_step.closed",), ("joint_step.opened",)]


def test_without_the_screening_of_each_alone_it_stays_closed() -> None:
    case = make.make_couple_case(make.make_therapist(), screened=False)
    given = closed_step(case)
    ready(case, Level.TALKING, Level.TALKING)
    with pytest.raises(ValidationError, match="asked alone about safety"):
        open_for_both(case.workers.get().user, given)


def test_what_one_does_alone_is_not_opened(case: Case, ana: Browser) -> None:
    assert "This is for one person." in press(ana, "homework_open", make.give(case))


def test_a_concern_closes_it_and_lowering_the_flag_does_not_open_it(
    case: Case, ana: Browser
) -> None:
    ready(case, Level.TALKING, Level.TALKING)
    given = make.give(case, "celebration_meaning", to=None)
    concern(case)
    assert not is_open(given)
    assert "A safety concern stands." in press(ana, "homework_open", given)
    concern(case, "clear")
    lower_safety_flag(case.workers.get().user, case)
    assert not is_open(given)
    press(ana, "homework_open", given)
    assert is_open(given)


# -- giving ------------------------------------------------------------------------------


def give_together(browser: Browser, case: Case, key: str) -> str:
    what = make.exercise(key)
    sent = {"phase": what.phase_key, "exercises": [str(what.pk)], "to": "together", "pace": "all"}
    url = reverse("clients:exercise_give", args=[case.pk])
    return browser.post(url, sent, follow=True).content.decode()


def test_given_to_both_it_opens_at_once_where_everything_allows_it(
    case: Case, ana: Browser
) -> None:
    ready(case, Level.SIDE_BY_SIDE, Level.TALKING)
    page = give_together(ana, case, "pattern_recognition")
    assert "is not open to them yet" not in page
    assert is_open(Assignment.objects.get())


def test_the_therapist_is_told_when_it_stays_closed(case: Case, ana: Browser) -> None:
    ready(case, Level.SIDE_BY_SIDE, Level.TALKING)
    page = give_together(ana, case, "celebration_meaning")
    assert "is not open to them yet" in page
    assert "The two levels allow “small acts side by side, no talking” just now." in page
    assert not is_open(Assignment.objects.get())


def test_what_faces_the_partner_waits_until_each_was_asked_alone() -> None:
    case = make.make_individual_case(boss := make.make_therapist())
    journey, what = make.make_journey(case), [make.exercise("micro_experiment")]
    with pytest.raises(ValidationError, match="First ask each person alone about safety"):
        assign_exercises(boss, journey, what, to="A")
    concern(case, "clear")
    assert len(assign_exercises(boss, journey, what, to="A")) == 1


# -- what a concern holds back -----------------------------------------------------------


def test_nothing_new_comes_while_a_concern_stands(case: Case) -> None:
    there, coming = make.give(case), make.give(case, "coping_list")
    concern(case)
    soon = timezone.now() + timedelta(minutes=5)
    Assignment.objects.filter(pk=coming.pk).update(delivers_at=soon)
    Case.objects.update(safety_flagged_at=soon - timedelta(days=1))
    Assignment.objects.filter(pk=coming.pk).update(delivers_at=timezone.now())
    mine = Assignment.objects.mine(make.login_of(case))
    assert (there in mine, coming in mine) == (False, False)
    Assignment.objects.filter(pk=there.pk).update(delivers_at=soon - timedelta(days=2))
    assert there in mine.all()
    concern(case, "clear")
    lower_safety_flag(case.workers.get().user, case)
    coming.refresh_from_db()
    assert coming.delivers_at is None or coming.delivers_at > timezone.now()


# -- pages -------------------------------------------------------------------------------


def test_the_list_and_the_map_say_why_and_offer_the_button(case: Case, ana: Browser) -> None:
    given = closed_step(case)
    phase = given.exercise.phase_key
    listed = reverse("clients:case_homework", args=[case.pk])
    mapped = f"{reverse('clients:case_journey', args=[case.pk])}?phase={phase}"
    for url in (listed, mapped):
        page = ana.get(url).content.decode()
        assert "not open to both" in page
        assert "It asks for “talking”." in page
        assert reverse("clients:homework_open", args=[given.pk]) not in page
    ready(case, Level.TALKING, Level.TALKING)
    for url in (listed, mapped):
        assert reverse("clients:homework_open", args=[given.pk]) in ana.get(url).content.decode()
    opened = reverse("clients:homework_open", args=[given.pk])
    assert ana.post(f"{opened}?phase={phase}").headers["Location"].startswith(mapped)
    for url in (listed, mapped):
        assert reverse("clients:homework_close", args=[given.pk]) in ana.get(url).content.decode()


def test_both_levels_stand_on_the_case_page_and_the_way_there_over_time(
    case: Case, ana: Browser
) -> None:
    ready(case, Level.TALKING, Level.SIDE_BY_SIDE)
    set_readiness(make.login_of(case, "A"), make.member(case, "A"), Level.READING)
    page = ana.get(reverse("clients:case_detail", args=[case.pk])).content.decode()
    assert ("reading what we chose to share ·" in page, "small acts side by side" in page) == (
        True, True,
    )  # fmt: skip
    url = reverse("clients:case_ready", args=[case.pk, make.member(case, "A").pk])
    page = ana.get(url).content.decode()
    assert "<strong>talking</strong>" in page
    assert AuditEvent.objects.filter(action="readiness.read").count() == 1


def test_staff_write_it_down_for_somebody_without_a_login_and_nobody_else(
    case: Case, ana: Browser
) -> None:
    url = reverse("clients:case_ready", args=[case.pk, make.member(case, "A").pk])
    refused = ana.post(url, {"level": "4"}).content.decode()
    assert "says this alone, in the portal" in refused
    assert not Readiness.objects.exists()
    CaseMember.objects.get(case=case, position="A").client.__class__.objects.filter(
        memberships__case=case, memberships__position="A"
    ).update(user=None)
    assert ana.post(url, {"level": "2"}).status_code == 302
    told = Readiness.objects.get()
    assert (told.level, told.entered_by) == (2, case.workers.get().user)
    assert "written down by Ana Ruiz" in ana.get(url).content.decode()


def test_they_are_for_the_case_s_own_staff(case: Case) -> None:
    ready(case, Level.TALKING, Level.READING)
    url = reverse("clients:case_ready", args=[case.pk, make.member(case, "A").pk])
    assert_closed_to_strangers(url, "talking")
    reader = sign_in(make_supervisor(case))
    assert reader.get(url).status_code == 200
    assert reader.post(url, {"level": "1"}).status_code == 403
    given = closed_step(case)
    for name in ("homework_open", "homework_close"):
        address = reverse(f"clients:{name}", args=[given.pk])
        assert reader.post(address).status_code == 403
        assert_closed_to_strangers(address, method="post")


def test_who_comes_alone_has_no_level() -> None:
    case = make.make_individual_case(boss := make.make_therapist())
    ana, member = sign_in(boss), make.member(case)
    assert ana.get(reverse("clients:case_ready", args=[case.pk, member.pk])).status_code == 404
    page = ana.get(reverse("clients:case_detail", args=[case.pk])).content.decode()
    assert "Ready for, just now" not in page


@pytest.mark.parametrize("rows", [1, 30])
def test_the_pages_cost_few_queries(rows: int, case: Case, ana: Browser) -> None:
    for number in range(rows):
        given = closed_step(case)
        Readiness.objects.create(
            member=make.member(case), level=number % 4 + 1, set_at=timezone.now()
        )
    urls = [
        reverse("clients:case_detail", args=[case.pk]),
        reverse("clients:case_homework", args=[case.pk]),
        f"{reverse('clients:case_journey', args=[case.pk])}?phase={given.exercise.phase_key}",
        reverse("clients:case_ready", args=[case.pk, make.member(case).pk]),
    ]
    counted = {url: queries_of(ana, url) for url in urls}
    assert {url: number for url, number in counted.items() if number > 12} == {}


def test_closing_twice_is_told_once(case: Case) -> None:
    given, actor = make.give(case, "celebration_meaning", to=None), case.workers.get().user
    close_for_both(actor, given)
    close_for_both(actor, given)
    assert AuditEvent.objects.filter(action="joint_step.closed").count() == 1
