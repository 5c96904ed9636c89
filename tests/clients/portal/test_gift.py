"""A gift for the partner: written unseen, given by an act of its own, found where it belongs."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.http import QueryDict
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.models import Answer, AnswerGrant, Assignment, Case
from clients.services import answers
from clients.services.cases import record_screening
from clients.services.pairs import next_morning
from clients.services.safety import lower_safety_flag
from practice.models import AuditEvent
from tests import factories as make
from tests.access.visitor import text_of
from tests.clients.staff_pages import sign_in

pytestmark = pytest.mark.django_db
WORDS = "Zqpatience"


@pytest.fixture
def case() -> Case:
    case = make.make_couple_case(make.make_therapist())
    make.make_journey(case)
    return case


def browse(case: Case, who: str) -> Browser:
    browser = Browser()
    browser.force_login(make.login_of(case, who))
    return browser


def url(case: Case, name: str = "portal_gift") -> str:
    return reverse(f"clients:{name}", args=[case.pk])


def begin(case: Case, who: str = "A") -> Assignment:
    """The giver presses the button and comes to the page where it is written."""
    found = browse(case, who).post(url(case))
    gift = Assignment.objects.filter(is_gift=True, member=make.member(case, who)).latest("given_at")
    assert found.headers["Location"] == reverse("clients:portal_exercise", args=[gift.pk])
    return gift


def write(case: Case, gift: Assignment, words: str = WORDS) -> None:
    posted = QueryDict(f"partner_gift={words}")
    user, grown = make.login_of(case, "A"), answers.Base(own=99).number
    answers.save_section(
        user, gift, section="partner_gift", posted=posted, base_version=grown, key=uuid.uuid4()
    )


def give(case: Case, gift: Assignment, **more: str) -> Any:
    address = reverse("clients:portal_audience", args=[gift.pk])
    return browse(case, "A").post(address, {"audience": "all", **more})


def pages(case: Case, who: str = "B") -> list[str]:
    names = ("portal_today", "portal_homework", "portal_sharing", "portal_gift", "portal_readers")
    urls = [url(case, name) for name in names]
    given = Assignment.objects.filter(member=make.member(case, who), is_gift=False)
    urls += [reverse("clients:portal_exercise", args=[row.pk]) for row in given]
    return [text_of(browse(case, who).get(one)) for one in urls]


def staff_page(case: Case) -> str:
    address = reverse("clients:case_homework", args=[case.pk])
    return sign_in(case.workers.get().user).get(address).content.decode()


def test_nothing_shows_that_a_gift_is_being_written(case: Case) -> None:
    make.give(case, "strength_exploration", to="B")
    before, staff = pages(case), staff_page(case)
    gift = begin(case)
    write(case, gift)
    assert pages(case) == before
    assert WORDS not in staff_page(case)
    assert staff_page(case).count("<article") == staff.count("<article")
    lists = [browse(case, "A").get(url(case, one)) for one in ("portal_today", "portal_homework")]
    assert [str(gift.pk) in one.content.decode() for one in lists] == [False, False]
    assert browse(case, "B").get(f"/portal/homework/{gift.pk}/").status_code == 404


def test_it_goes_out_by_an_act_of_its_own(case: Case) -> None:
    own = make.give(case, "strength_exploration", to="B")
    gift = begin(case)
    write(case, gift)
    preview = give(case, gift).content.decode()
    assert WORDS in preview
    assert "This is what your partner will read" in preview
    before = pages(case)
    give(case, gift, confirm="1")
    assert pages(case) == before  # until the morning
    Answer.objects.update(shares_on=F("shares_on") - timedelta(days=2))
    AnswerGrant.objects.update(starts_at=F("starts_at") - timedelta(days=2))
    answer = Answer.objects.get()
    shared = reverse("clients:portal_shared", args=[case.pk, answer.pk])
    partner = browse(case, "B")
    assert shared in partner.get(url(case, "portal_sharing")).content.decode()
    assert WORDS in partner.get(shared).content.decode()
    assert WORDS in staff_page(case)
    read = AuditEvent.objects.filter(action="answer.read", subject_id=answer.pk)
    before_it = read.count()
    assert WORDS in partner.get(f"/portal/homework/{own.pk}/").content.decode()
    assert read.count() == before_it + 1


def test_one_without_words_leaves_no_trace(case: Case) -> None:
    """Emptied after it was given, it is nowhere; an earlier one stands where it stood."""
    make.give(case, "strength_exploration", to="B")
    gift = begin(case)
    nothing = pages(case)
    write(case, gift)
    give(case, gift, confirm="1", share_now="1")
    first = pages(case)
    later = begin(case)
    write(case, later, "Zqcourage")
    give(case, later, confirm="1", share_now="1")
    assert "Zqcourage" in "".join(pages(case))
    write(case, later, "")
    assert pages(case) == first
    write(case, gift, "")
    assert pages(case) == nothing
    keys = Answer.objects.values_list("pk", flat=True)
    shared = [reverse("clients:portal_shared", args=[case.pk, key]) for key in keys]
    assert [browse(case, "B").get(one).status_code for one in shared] == [404, 404]


def test_taking_it_back_closes_it(case: Case) -> None:
    gift = begin(case)
    write(case, gift)
    before = pages(case)
    give(case, gift, confirm="1", share_now="1")
    assert pages(case) != before
    listed = browse(case, "A").get(url(case, "portal_sharing")).content.decode()
    assert "A gift from you" in listed
    address = reverse("clients:portal_audience", args=[gift.pk])
    browse(case, "A").post(address, {"audience": "self", "confirm": "1"})
    assert pages(case) == before
    assert WORDS not in staff_page(case)


def test_one_that_was_begun_is_taken_up_again(case: Case) -> None:
    gift = begin(case)
    assert begin(case) == gift
    write(case, gift)
    give(case, gift, confirm="1")
    assert begin(case) != gift


def test_it_is_kept_or_given_and_nothing_else(case: Case) -> None:
    gift = begin(case)
    write(case, gift)
    page = browse(case, "A").get(reverse("clients:portal_audience", args=[gift.pk]))
    assert [key for key, _words in page.context["form"].fields["audience"].choices] == [
        "self",
        "all",
    ]
    body = browse(case, "A").get(f"/portal/homework/{gift.pk}/").content.decode()
    assert "Only you." in body
    assert "What strength do you see in your partner?" in body
    assert 'name="finish"' not in body


def test_both_can_give_to_each_other(case: Case) -> None:
    assert begin(case, "A").member != begin(case, "B").member


def ask(case: Case, who: str, outcome: str) -> None:
    ana, today = case.workers.get().user, timezone.localdate()
    record_screening(ana, make.member(case, who), asked_alone_on=today, outcome=outcome)


def test_while_a_concern_stands_a_gift_is_taken_and_held(case: Case) -> None:
    ask(case, "B", "concern")
    before = pages(case)
    gift = begin(case)
    write(case, gift)
    give(case, gift, confirm="1", share_now="1")
    listed = browse(case, "A").get(url(case, "portal_sharing")).content.decode()
    assert "A gift from you" in listed
    assert url(case) in browse(case, "B").get(url(case, "portal_sharing")).content.decode()
    assert pages(case) == before
    for who in "AB":
        ask(case, who, "clear")
    assert pages(case) == before
    lower_safety_flag(case.workers.get().user, case)
    assert AnswerGrant.objects.get().starts_at == next_morning(timezone.now())


def test_before_both_were_asked_alone_nothing_can_be_given() -> None:
    case = make.make_couple_case(make.make_therapist(), screened=False)
    make.make_journey(case)
    for who, outcome in (("A", "clear"), ("B", "concern")):
        assert "not open just now" in browse(case, "A").get(url(case)).content.decode()
        assert url(case) not in browse(case, "B").get(url(case, "portal_sharing")).content.decode()
        ask(case, who, outcome)
    browse(case, "A").post(url(case))
    assert not Assignment.objects.filter(is_gift=True).exists()


def test_whoever_comes_alone_has_no_such_page() -> None:
    alone = make.make_individual_case(make.make_therapist())
    assert browse(alone, "A").get(url(alone)).status_code == 404
    assert browse(alone, "A").post(url(alone)).status_code == 404


def test_it_can_be_written_while_a_concern_stands(case: Case) -> None:
    """Begun after it, too: what is held is its going out, not the writing."""
    Case.objects.filter(pk=case.pk).update(safety_flag=True, safety_flagged_at=timezone.now())
    gift = begin(case)
    write(case, gift)
    page = browse(case, "A").get(reverse("clients:portal_exercise", args=[gift.pk]))
    assert page.status_code == 200
    assert WORDS in page.content.decode()
    assert all(WORDS not in found for found in pages(case))
