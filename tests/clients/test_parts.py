"""One thing in an answer with readers of its own: on every page, in every document, at any time."""

import uuid
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models import F
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.models import Answer, AnswerGrant, Case, PartAudience
from clients.models.reach import Reader, seen
from clients.services.cases import record_screening
from clients.services.safety import lower_safety_flag
from clients.services.sharing import change_audience, change_part, next_morning, places
from clients.services.team import leave_case
from practice.fields import registry
from practice.fields.pruning import item_ids, pruned
from sessions.models import Plan
from sessions.services.sessions import schedule
from tests import factories as make
from tests.access.visitor import text_of
from tests.clients.staff_pages import sign_in

pytestmark = pytest.mark.django_db
AUDIENCES = ("self", "therapist", "session", "all")
STAFF, PARTNER = {"therapist", "session", "all"}, {"all"}
NAMES = ("Zqone", "Zqtwo", "Zqthree")


@pytest.fixture
def case() -> Case:
    return make.make_couple_case(make.make_therapist())


@pytest.fixture
def answer(case: Case) -> Answer:
    return ways(case)


def ways(case: Case, names: tuple[str, ...] = NAMES, audience: str = "self") -> Answer:
    """The ways of coping of A, one item each."""
    items = [{"id": str(uuid.uuid4()), "text": name} for name in names]
    given = make.give(case, "coping_list")
    return make.write(given, data={"ways": {"items": items}}, audience=audience, version=1)


def author(case: Case) -> Any:
    return make.login_of(case, "A")


def part(answer: Answer, name: str) -> str:
    return next(place.part for place in places(answer) if name in place.lines[0])


def choose(answer: Answer, name: str, audience: str, *, now: bool = True) -> Answer:
    case = answer.assignment.case
    return change_part(author(case), answer, part(answer, name), audience, share_now=now)


def page(user: Any, name: str, *keys: Any, status: int = 200, **sent: str) -> str:
    browser = Browser() if user.is_client else sign_in(user)
    browser.force_login(user) if user.is_client else None
    found = browser.get(reverse(name, args=keys), sent)
    assert found.status_code == status
    return text_of(found)


def therapist_of(case: Case) -> Any:
    return case.workers.get().user


def staff_texts(case: Case) -> dict[str, str]:
    """Everything that shows words of answers to the therapist."""
    ana = therapist_of(case)
    hour = schedule(
        ana, case, starts_at=timezone.now() + timedelta(days=1), members=list(case.members.all())
    )
    Plan.objects.get_or_create(therapy_session=hour)
    texts = {"homework": page(ana, "clients:case_homework", case.pk)}
    for name in ("session_plan", "session_plan_paper"):
        texts[name] = page(ana, f"sessions:{name}", hour.pk)
    for reader in ("A", "therapist"):
        texts[f"summary {reader}"] = page(ana, "sessions:case_summaries", case.pk, reader=reader)
    return texts


def partner_texts(case: Case, answer: Answer) -> dict[str, str]:
    partner = make.login_of(case, "B")
    browser = Browser()
    browser.force_login(partner)
    shared = text_of(browser.get(reverse("clients:portal_shared", args=[case.pk, answer.pk])))
    return {
        "shared": shared,
        "list": page(partner, "clients:portal_sharing", case.pk),
        "pdf": page(partner, "sessions:portal_summary", case.pk),
        "rough day": page(partner, "clients:portal_today", case.pk),
    }


def finds(texts: dict[str, str], word: str) -> set[str]:
    return {name for name, text in texts.items() if word in text}


@pytest.mark.parametrize(("whole", "one"), list(product(AUDIENCES, AUDIENCES)))
def test_one_item_goes_its_own_way(case: Case, whole: str, one: str) -> None:
    """Whoever may read the whole reads the rest of it, and the item only if that reaches them."""
    answer = ways(case)
    change_audience(author(case), answer, whole, share_now=True)
    choose(answer, "Zqtwo", one)
    staff, partner = staff_texts(case), partner_texts(case, answer)
    everywhere = set(staff)
    assert finds(staff, "Zqone") == (everywhere if whole in STAFF else set())
    assert finds(staff, "Zqtwo") == (everywhere if one in STAFF else set())
    assert finds(partner, "Zqone") == ({"shared"} if whole in PARTNER else set())
    assert finds(partner, "Zqtwo") == ({"shared"} if one in PARTNER else set())


def test_pdfs_hold_what_their_reader_gets(case: Case) -> None:
    """Text and properties: the author's own printed words are those that went to the therapist."""
    answer = ways(case, audience="therapist")
    choose(answer, "Zqtwo", "self")
    own = page(author(case), "sessions:portal_summary", case.pk)
    assert ("Zqone" in own, "Zqtwo" in own) == (True, False)
    ana = sign_in(therapist_of(case))
    for reader in ("A", "therapist"):
        ana.post(reverse("sessions:case_summaries", args=[case.pk]), {"reader": reader})
    for summary in case.summaries.all():
        text = text_of(ana.get(reverse("sessions:summary_pdf", args=[summary.pk])))
        assert ("Zqone" in text, "Zqtwo" in text) == (True, False)


@pytest.mark.parametrize("kind", sorted(registry.all_kinds()))
def test_every_kind_leaves_no_gap(kind: str) -> None:
    """Without one item a value reads as if that had never been there: no number, no count."""
    example = registry.get(kind).example()
    spec, value = example.spec(kind), example.value
    marks = item_ids(value)
    for mark in marks:
        left = pruned(value, lambda item, mark=mark: item != mark)
        name = next(name for name, rows in value.items() if isinstance(rows, list))
        alone = {**value, name: [row for row in value[name] if row["id"] != mark]}
        expected = alone if alone[name] else None
        assert left == expected
        assert registry.get(kind).lines(spec, left, "en") == registry.get(kind).lines(
            spec, expected, "en"
        )
    assert pruned(value, lambda item: False) is None
    assert pruned(value, lambda item: True) == value


def test_a_ranking_counts_from_one_without_what_is_hidden(case: Case) -> None:
    given = make.give(case, "value_ranking")
    items = [{"id": str(uuid.uuid4()), "text": name} for name in NAMES]
    answer = make.write(given, data={"values": {"items": items}}, audience="therapist", version=1)
    choose(answer, "Zqone", "self")
    shown = Answer.objects.visible_to(therapist_of(case)).get()
    ((_spec, lines),) = shown.told_to(Reader.STAFF)
    assert lines == ["1. Zqtwo", "2. Zqthree"]


def test_where_all_is_hidden_there_is_no_answer(case: Case) -> None:
    answer = ways(case, ("Zqone",), audience="therapist")
    ana = therapist_of(case)
    choose(answer, "Zqone", "self")
    assert not Answer.objects.visible_to(ana).exists()
    assert "Coping" not in page(ana, "clients:today")
    assert "Zqone" not in page(ana, "clients:case_homework", case.pk)


def test_what_is_kept_moves_no_time_that_staff_see(case: Case) -> None:
    answer = ways(case, audience="therapist")
    choose(answer, "Zqtwo", "self")
    answer = Answer.objects.get()
    before = answer.told_at
    data = answer.data
    data["ways"]["items"][1]["text"] = "Zqtwo and more"
    answer.data, answer.changed_at = data, timezone.now() + timedelta(hours=1)
    answer.save()
    assert Answer.objects.get().told_at == before
    data["ways"]["items"][0]["text"] = "Zqone and more"
    answer.save()
    assert Answer.objects.get().told_at == answer.changed_at


def test_an_older_answer_that_is_brought_to_a_session_stands_on_the_plan(case: Case) -> None:
    answer = ways(case, audience="therapist")
    long_ago = timezone.now() - timedelta(days=30)
    Answer.objects.filter(pk=answer.pk).update(changed_at=long_ago, told_at=long_ago)
    choose(answer, "Zqtwo", "session")
    told_at = Answer.objects.get().told_at
    assert told_at is not None
    assert told_at > timezone.now() - timedelta(minutes=1)


def partner_gets(case: Case, at: datetime | None = None) -> list[str]:
    """The items that the partner gets at a time, by the road and by the reading."""
    found = Answer.objects.shared_with(make.login_of(case, "B")).select_related(
        "assignment__exercise", "assignment__case"
    )
    data = [seen(row, Reader.PARTNER, at) for row in found]
    return [item["text"] for one in data for item in one.get("ways", {}).get("items", [])]


def test_each_item_waits_for_its_own_morning(case: Case, answer: Answer) -> None:
    choose(answer, "Zqone", "all")
    choose(answer, "Zqtwo", "all", now=False)
    assert partner_gets(case) == ["Zqone"]
    assert partner_gets(case, next_morning(timezone.now())) == ["Zqone", "Zqtwo"]
    choose(answer, "Zqtwo", "self")
    assert partner_gets(case, next_morning(timezone.now())) == ["Zqone"]


def test_giving_an_item_to_the_partner_again_waits_again(case: Case, answer: Answer) -> None:
    """Also where the whole went out long ago: what was held back is widened, not put back."""
    change_audience(author(case), answer, "all", share_now=True)
    choose(answer, "Zqtwo", "self")
    choose(answer, "Zqtwo", "all", now=False)
    assert partner_gets(case) == ["Zqone", "Zqthree"]


def test_taking_the_whole_back_takes_every_item(case: Case, answer: Answer) -> None:
    choose(answer, "Zqone", "all")
    choose(answer, "Zqtwo", "therapist")
    change_audience(author(case), answer, "self")
    assert partner_gets(case) == []
    assert not PartAudience.objects.exists()
    assert not AnswerGrant.objects.exists()
    assert not Answer.objects.visible_to(therapist_of(case)).exists()


def test_the_whole_going_further_takes_no_kept_item_along(case: Case) -> None:
    answer = ways(case, audience="therapist")
    choose(answer, "Zqtwo", "self")
    change_audience(author(case), answer, "all", share_now=True)
    assert partner_gets(case) == ["Zqone", "Zqthree"]


def test_leaving_ends_it_for_every_item(case: Case, answer: Answer) -> None:
    choose(answer, "Zqone", "all")
    leave_case(therapist_of(case), make.member(case, "B"), left_on=timezone.localdate())
    assert partner_gets(case) == []


def two_days_pass(case: Case) -> None:
    """For whatever has happened, and whatever waits."""
    days = timedelta(days=2)
    Case.objects.filter(pk=case.pk).update(safety_flagged_at=F("safety_flagged_at") - days)
    for rows in (Answer.objects.all(), PartAudience.objects.all()):
        rows.update(shares_on=F("shares_on") - days)
    AnswerGrant.objects.update(starts_at=F("starts_at") - days)


def test_a_concern_lets_nothing_more_out(case: Case, answer: Answer) -> None:
    """One item had gone out and stays; the other's hour passes while the concern stands."""
    ana = therapist_of(case)
    choose(answer, "Zqone", "all")
    choose(answer, "Zqtwo", "all", now=False)
    concern = {"asked_alone_on": timezone.localdate(), "outcome": "concern"}
    record_screening(ana, make.member(case, "B"), **concern)
    later = timezone.now() + timedelta(days=2)
    assert partner_gets(case, later) == ["Zqone"]
    choose(answer, "Zqthree", "all")  # taken without a word, and held
    assert partner_gets(case, later) == ["Zqone"]
    two_days_pass(case)
    for member in case.members.all():
        record_screening(ana, member, asked_alone_on=timezone.localdate(), outcome="clear")
    lower_safety_flag(ana, case)
    assert partner_gets(case) == ["Zqone"]
    assert partner_gets(case, next_morning(timezone.now())) == ["Zqone", "Zqtwo", "Zqthree"]


def test_a_field_can_be_kept_apart_and_no_field_goes_where_the_library_keeps_it(case: Case) -> None:
    given = make.give(case, "hope_question")
    answer = make.write(given, {"my_picture": "Zqpicture"}, audience="all", version=1)
    change_part(author(case), answer, "my_picture", "therapist")
    apart = Answer.objects.get()
    assert (apart.exists_for(Reader.PARTNER), apart.exists_for(Reader.STAFF)) == (False, True)
    placed = make.write(
        make.give(case, "scale_placement"),
        data={"guess_partner": {"low": "3", "high": "3"}},
        version=1,
    )
    with pytest.raises(ValidationError):
        change_part(author(case), placed, "guess_partner", "all", share_now=True)


def test_a_thing_that_is_gone_or_foreign_cannot_be_given(case: Case, answer: Answer) -> None:
    with pytest.raises(ValidationError):
        change_part(author(case), answer, str(uuid.uuid4()), "therapist")
    url = reverse("clients:portal_audience", args=[answer.assignment_id])
    browser = Browser()
    browser.force_login(author(case))
    assert browser.get(url, {"part": "made-up"}).status_code == 404
    assert browser.get(url, {"part": part(answer, "Zqone")}).status_code == 200


def test_the_page_previews_one_thing_as_it_will_be_read(case: Case, answer: Answer) -> None:
    browser = Browser()
    browser.force_login(author(case))
    url = reverse("clients:portal_audience", args=[answer.assignment_id])
    listed = browser.get(url).content.decode()
    assert listed.count("?part=") == len(NAMES)
    one = f"{url}?part={part(answer, 'Zqtwo')}"
    preview = browser.post(one, {"audience": "all"}).content.decode()
    assert ("Zqtwo" in preview, "Zqone" in preview) == (True, False)
    assert "This is what your partner will read" in preview
    assert not PartAudience.objects.exists()
    browser.post(one, {"audience": "all", "confirm": "1"})
    assert PartAudience.objects.get().shares_on == next_morning(timezone.now())
    assert "You chose something else" in page(
        author(case), "clients:portal_exercise", answer.assignment_id
    )


def test_an_entry_of_a_log_has_a_page_of_its_own(case: Case) -> None:
    given = make.give(case, "exception_log")
    first, second = (
        make.write(given, data={}, entry=uuid.uuid4(), audience="self", version=1) for _n in "ab"
    )
    browser = Browser()
    browser.force_login(author(case))
    url = reverse("clients:portal_entry_audience", args=[given.pk, first.entry])
    browser.post(url, {"audience": "therapist", "confirm": "1"})
    told = dict(Answer.objects.values_list("pk", "audience"))
    assert told == {first.pk: "therapist", second.pk: "self"}
    unknown = reverse("clients:portal_entry_audience", args=[given.pk, uuid.uuid4()])
    assert browser.get(unknown).status_code == 404
