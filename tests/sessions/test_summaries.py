"""Summaries: what each reader's PDF may hold, and that nothing else is in it, in any corner."""

import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from clients.models import Answer, Case, PhaseVisit
from clients.services.cases import record_screening
from clients.services.kept import Habit, begin_ritual, keep_words, rest_words
from clients.services.scores import record_score
from clients.services.team import leave_case
from practice.models import AuditEvent, Practice, User
from sessions.models import Summary
from sessions.services import summaries
from sessions.summaries.client import client_summary
from sessions.summaries.therapist import therapist_summary
from tests import factories as make
from tests.clients.staff_pages import (
    assert_closed_to_strangers,
    make_supervisor,
    queries_of,
    sign_in,
)
from tests.sessions.hours import READY, answer, draft, hour, signed

pytestmark = pytest.mark.django_db


def everything(file: bytes) -> str:
    """Text, metadata, outline, attachments and the bytes of every stream of a PDF."""
    reader = PdfReader(io.BytesIO(file))
    parts = [page.extract_text() for page in reader.pages]
    parts += [str(reader.metadata), str(reader.outline), str(dict(reader.attachments))]
    parts.append(str(reader.trailer["/Root"]))
    for page in reader.pages:
        parts += [str(page.get("/Annots", "")), page.get_contents().get_data().decode("latin-1")]
    return "\n".join(parts) + file.decode("latin-1")


def found_in(file: bytes) -> set[str]:
    """The markers that a PDF holds."""
    text = everything(file).replace("\n", "")
    return {marker for marker in MARKERS if marker in text}


# One marker a place: who it is about, and where it was written.
MARKERS = {
    "ZQA-therapist", "ZQA-session", "ZQA-all", "ZQA-self", "ZQA-partners", "ZQA-note", "ZQA-pain",
    "ZQA-safety", "ZQA-feedback", "ZQA-draft", "ZQA-screening", "ZQA-why", "ZQA-aside", "ZQA-plan",
    "ZQA-score", "ZQA-selfscore", "ZQA-legal", "ZQA-mail",
    "ZQA-kept", "ZQA-protect", "ZQA-inner", "ZQA-selfkept", "ZQA-put", "ZQA-habit", "ZQA-selfhabit",
    "ZQB-therapist", "ZQB-session", "ZQB-all", "ZQB-self", "ZQB-partners", "ZQB-note", "ZQB-pain",
    "ZQB-safety", "ZQB-feedback", "ZQB-draft", "ZQB-screening", "ZQB-why", "ZQB-aside", "ZQB-plan",
    "ZQB-score", "ZQB-selfscore", "ZQB-legal", "ZQB-mail",
    "ZQB-kept", "ZQB-protect", "ZQB-inner", "ZQB-selfkept", "ZQB-put", "ZQB-habit", "ZQB-selfhabit",
    "ZQJ-answer", "ZQJ-note", "ZQJ-next", "ZQJ-draft", "ZQJ-habit", "ZQJ-score",
}  # fmt: skip
OWN = {"therapist", "session", "all", "note", "pain"}
# What the person kept, and the words beside their number: for their own paper.
KEPT = {"kept", "protect", "inner", "habit", "score"}
JOINT = {"ZQJ-answer", "ZQJ-note", "ZQJ-next"}
JOINTLY_KEPT = {"ZQJ-habit", "ZQJ-score"}


def marked_case() -> tuple[User, Case]:
    """A couple with a marker in every place where words may stand."""
    ana = make.make_therapist()
    case = make.make_couple_case(ana)
    journey = make.make_journey(case)
    for place in "AB":
        _mark(ana, case, place, journey)
    answer(case, "pattern_recognition", to=None, audience="all", patterns="ZQJ-answer")
    joint = Answer.objects.get(member=None)
    joint.data = {"patterns": {"items": [{"id": str(joint.pk), "text": "ZQJ-answer"}]}}
    joint.save()
    begin_ritual(make.login_of(case), case, Habit("ZQJ-habit"), source=joint)
    record_score(
        ana, case, member=None, low=Decimal(5), high=Decimal(5), source="staff", words="ZQJ-score",
        taken_at=timezone.now() - timedelta(days=1),
    )  # fmt: skip
    rows = READY | {
        "what_is_better-joint-text": "ZQJ-note",
        "next-joint-text": "ZQJ-next",
        "scale-a-text": "ZQA-score",
        "scale-b-text": "ZQB-score",
    }
    for place in "ab":
        mark = f"ZQ{place.upper()}"
        rows |= {
            f"own_words-{place}-quotes": f"{mark}-note",
            f"pain_and_hope-{place}-pain": f"{mark}-pain",
            f"safety-{place}-said": f"{mark}-safety",
            f"session_feedback-{place}-text": f"{mark}-feedback",
        }
    signed(ana, hour(ana, case, days=-8), rows)
    drafted = {f"own_words-{p}-quotes": f"ZQ{p.upper()}-draft" for p in "ab"}
    draft(ana, hour(ana, case, days=-2), drafted | {"next-joint-text": "ZQJ-draft"})
    return ana, case


def _mark(ana: User, case: Case, place: str, journey: Any) -> None:
    member, mark = make.member(case, place), f"ZQ{place}"
    member.client.legal_name, member.client.email = f"{mark}-legal", f"{mark}-mail@test.example"
    member.client.save()
    keys = ("hope_question", "coping_list", "strength_exploration", "miracle_question")
    fields = ("my_picture", "first_used", "got_me_through", "my_actions")
    for audience, key, field in zip(
        ("therapist", "session", "all", "self"), keys, fields, strict=True
    ):
        answer(case, key, to=place, audience=audience, **{field: f"{mark}-{audience}"})
    answer(case, "value_ranking", to=place, audience="partners", why=f"{mark}-partners")
    aside = make.give(case, "relationship_narrative", to=place)
    aside.set_aside_because, aside.message = f"{mark}-aside", f"{mark}-plan"
    aside.save()
    record_screening(
        ana, member, asked_alone_on=date(2026, 3, 2), outcome="clear", words=f"{mark}-screening"
    )
    PhaseVisit.objects.create(
        journey=journey,
        phase=journey.visits.first().phase,
        member=member,
        entered_on=date(2026, 3, 9),
        why_entered=f"{mark}-why",
    )
    _keep(case, place)
    at = timezone.now() - timedelta(days=1)
    score = record_score(
        ana, case, member=member, low=Decimal(9), high=Decimal(9), taken_at=at, source="staff",
        words=f"{mark}-selfscore",
    )  # fmt: skip
    score.audience = "self"
    score.save()


def _keep(case: Case, place: str) -> None:
    user, mark = make.login_of(case, place), f"ZQ{place}"
    for kind, name in (("words", "kept"), ("protect", "protect"), ("inner", "inner")):
        keep_words(user, case, kind=kind, words=f"{mark}-{name}")
    keep_words(user, case, kind="inner", words=f"{mark}-selfkept", audience="self")
    put_away = keep_words(user, case, kind="words", words=f"{mark}-put")
    rest_words(user, put_away, rests=True)
    for name, audience in (("habit", "therapist"), ("selfhabit", "self")):
        begin_ritual(user, case, Habit(f"{mark}-{name}"), audience=audience)


def of_client(place: str) -> set[str]:
    """The markers that the paper of one partner holds."""
    return {f"ZQ{place}-{x}" for x in OWN | KEPT} | JOINT | JOINTLY_KEPT


def test_each_pdf_holds_what_its_reader_may_see_and_nothing_else() -> None:
    ana, case = marked_case()
    for place in "AB":
        made = summaries.make_summary(ana, case, audience="client", member=make.member(case, place))
        assert found_in(summaries.pdf_of(ana, made)) == of_client(place)
        login = sign_in(make.login_of(case, place))
        own = login.get(reverse("sessions:portal_summary", args=[case.pk]))
        assert found_in(own.content) == of_client(place)
    made = summaries.make_summary(ana, case, audience="therapist")
    both = {f"ZQ{place}-{x}" for place in "AB" for x in (*OWN, "feedback", "score")}
    assert found_in(summaries.pdf_of(ana, made)) == both | JOINT


def test_the_pages_show_no_more_than_the_pdf() -> None:
    ana, case = marked_case()
    page = sign_in(ana).get(f"{url(case)}?reader=A").content.decode()
    assert {marker for marker in MARKERS if marker in page} == of_client("A")


def test_the_pdf_of_one_partner_is_the_same_with_and_without_the_others_matter() -> None:
    ana = make.make_therapist()
    case = make.make_couple_case(ana)
    make.make_journey(case)
    answer(case, my_picture="Mine.", at=timezone.now() - timedelta(days=2))
    member = make.member(case, "A")
    before = summaries.own_pdf(member.client.user, member)
    answer(case, "miracle_question", to="B", my_actions="Theirs.")
    _keep(case, "B")
    hour(ana, case, days=-1, members=[make.member(case, "B")])
    at = timezone.now() - timedelta(days=1)
    record_score(
        ana, case, member=make.member(case, "B"), low=4, high=4, taken_at=at, source="staff"
    )
    assert summaries.own_pdf(member.client.user, member) == before


def test_after_leaving_later_joint_matter_stays_out() -> None:
    ana = make.make_therapist()
    case = make.make_couple_case(ana)
    make.make_journey(case)
    left_on = (timezone.now() - timedelta(days=10)).date()
    for at, key, words in (
        (-20, "pattern_recognition", "ZQJ-note"),
        (-2, "action_menu", "ZQJ-next"),
    ):
        row = answer(case, key, to=None, at=timezone.now() + timedelta(days=at))
        field = row.assignment.exercise.fields[0].key
        row.data = {field: {"items": [{"id": str(row.pk), "text": words}]}}
        row.save()
    leave_case(ana, make.member(case, "B"), left_on=left_on)
    member = make.member(case, "B")
    assert found_in(summaries.own_pdf(member.client.user, member)) == {"ZQJ-note"}
    stayed = make.member(case, "A")
    assert found_in(summaries.own_pdf(stayed.client.user, stayed)) == {"ZQJ-note", "ZQJ-next"}


def test_chinese_and_odd_words_are_set_and_embedded() -> None:
    ana = make.make_therapist()
    case = make.make_individual_case(ana, "陈静")
    answer(case, my_picture="我们今天一起做饭 💛 <b>& ]]> “茶”")
    file = summaries.own_pdf(make.login_of(case), make.member(case))
    reader = PdfReader(io.BytesIO(file))
    text = "".join(page.extract_text() for page in reader.pages)
    assert "我们今天一起做饭" in text.replace("\n", "")
    assert "<b>&" in text
    assert "NotoSansSC" in str([page["/Resources"]["/Font"] for page in reader.pages]) or (
        b"NotoSansSC" in file
    )


def test_the_pdf_is_rebuilt_from_what_was_frozen() -> None:
    ana = make.make_therapist()
    case = make.make_couple_case(ana)
    make.make_journey(case)
    words = answer(case, my_picture="As it was.")
    signed(ana, hour(ana, case))
    made = summaries.make_summary(ana, case, audience="client", member=make.member(case))
    before = summaries.pdf_of(ana, made)
    words.data = {"my_picture": {"text": "As it is."}}
    words.save()
    made = Summary.objects.get(pk=made.pk)
    assert summaries.pdf_of(ana, made) == before
    assert "As it was." in everything(before)


def test_an_empty_case_makes_honest_papers() -> None:
    Practice.objects.create(crisis_line="Call 112 now.")
    ana = make.make_therapist()
    case = make.make_couple_case(ana)
    file = summaries.own_pdf(make.login_of(case), make.member(case))
    text = everything(file)
    assert "There is no number here yet." in text
    assert "Call 112 now." in text
    made = summaries.make_summary(ana, case, audience="therapist")
    assert case.code in everything(summaries.pdf_of(ana, made))


def test_a_practice_without_a_crisis_line_prints_no_empty_box() -> None:
    case = make.make_couple_case(make.make_therapist())
    text = everything(summaries.own_pdf(make.login_of(case), make.member(case)))
    assert "When it is urgent" not in text


def test_names_of_files_and_metadata_tell_nothing() -> None:
    ana, case = marked_case()
    made = summaries.make_summary(ana, case, audience="client", member=make.member(case))
    response = sign_in(ana).get(reverse("sessions:summary_pdf", args=[made.pk]))
    day = timezone.localdate().isoformat()
    assert response["Content-Disposition"] == f'inline; filename="summary-{day}.pdf"'
    assert response["Content-Type"] == "application/pdf"
    metadata = PdfReader(io.BytesIO(response.content)).metadata
    assert metadata.title == "Progress summary"
    assert not [part for part in case.title.split() if part in str(dict(metadata))]


def url(case: Case) -> str:
    return reverse("sessions:case_summaries", args=[case.pk])


def test_making_and_printing_leave_a_trace() -> None:
    ana = make.make_therapist()
    case = make.make_couple_case(ana)
    browser = sign_in(ana)
    assert browser.post(url(case), {"reader": "B"}).status_code == 302
    made = Summary.objects.get()
    assert (made.audience, made.member) == ("client", make.member(case, "B"))
    browser.get(reverse("sessions:summary_pdf", args=[made.pk]))
    sign_in(make.login_of(case)).get(reverse("sessions:portal_summary", args=[case.pk]))
    events = AuditEvent.objects.filter(action__startswith="summary.")
    assert [(event.action, event.actor_id) for event in events] == [
        ("summary.made", ana.pk),
        ("summary.printed", ana.pk),
        ("summary.printed", make.login_of(case).pk),
    ]


@pytest.mark.parametrize("reader", ["", "C", "both", "\x00"])
def test_a_reader_that_is_none_is_refused_in_words(reader: str) -> None:
    ana = make.make_therapist()
    case = make.make_couple_case(ana)
    response = sign_in(ana).post(url(case), {"reader": reader})
    assert "Choose whom it is for." in response.content.decode()
    assert not Summary.objects.exists()


def test_strangers_and_clients_find_no_summary_of_others() -> None:
    ana = make.make_therapist()
    case = make.make_couple_case(ana)
    made = summaries.make_summary(ana, case, audience="client", member=make.member(case))
    pdf = reverse("sessions:summary_pdf", args=[made.pk])
    portal = reverse("sessions:portal_summary", args=[case.pk])
    other = make.make_individual_case(ana, "Chen Jing")
    for page in (url(case), pdf, portal):
        assert_closed_to_strangers(page, case.title)
        assert sign_in(make.login_of(other)).get(page).status_code == 404
    assert sign_in(ana).get(portal).status_code == 404
    assert sign_in(make.login_of(case, "A")).get(pdf).status_code == 404
    assert sign_in(make.login_of(case, "B")).get(pdf).status_code == 404
    assert sign_in(ana).post(pdf).status_code == 405
    assert sign_in(make.login_of(case)).post(portal).status_code == 405


def test_a_supervisor_reads_and_makes_none() -> None:
    ana = make.make_therapist()
    case = make.make_couple_case(ana)
    made = summaries.make_summary(ana, case, audience="therapist")
    sam = sign_in(make_supervisor(case))
    assert sam.get(url(case)).status_code == 200
    assert "preview" not in sam.get(f"{url(case)}?reader=A").content.decode()
    assert sam.get(reverse("sessions:summary_pdf", args=[made.pk])).status_code == 200
    assert sam.post(url(case), {"reader": "A"}).status_code == 403


def test_the_page_costs_the_same_with_thirty_summaries() -> None:
    ana = make.make_therapist()
    case = make.make_couple_case(ana)
    browser = sign_in(ana)
    summaries.make_summary(ana, case, audience="therapist")
    browser.get(url(case))
    few = queries_of(browser, url(case))
    for _number in range(29):
        summaries.make_summary(ana, case, audience="client", member=make.member(case))
    assert queries_of(browser, url(case)) == few <= 12


def test_a_number_for_ones_own_eyes_is_on_no_chart() -> None:
    ana, case = marked_case()
    for content in (client_summary(make.member(case)), therapist_summary(case, ana)):
        places = [place for line in content.picture.lines for place in line.places]
        assert places
        assert "9.0" not in {place.high for place in places}
    assert [line.key for line in client_summary(make.member(case)).picture.lines] == ["a", "joint"]
