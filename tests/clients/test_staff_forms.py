"""What staff type wrongly: told at its place, with the remedy, and every typed word still there."""

import html
from typing import Any

import pytest
from django.urls import reverse

from clients.models import Case, Client
from sessions.models import Session
from tests import factories as make
from tests.clients.staff_pages import sign_in
from tests.sessions.hours import hour

pytestmark = pytest.mark.django_db
TYPED = "Kept 🌿 <b>as typed</b>"
LONG = "long " * 20_000

# Form -> what is sent, what is wrong with it in words, and the field whose text must come back.
Row = tuple[str, dict[str, Any], str]
NEW_CASE = {"kind": "individual", "opened_on": "2026-03-05", "a-legal_name": TYPED}
NEW_CASE |= {"a-channel": "email", "b-channel": "email"}
COUPLE = NEW_CASE | {"kind": "couple", "secrets_policy": "limited", "b-legal_name": "Tom"}
HOUR = {"new-on": "2030-13-45", "new-at": "10:00", "new-minutes": "50", "new-format": "room"}
HOUR |= {"new-place": TYPED}
NUMBER = {"who": "A", "low": "5", "taken_on": "2026-03-05", "words": TYPED}
TAKEN = {"email": "taken@x.example"}
FORMS: list[Row] = [
    ("case_create", NEW_CASE | {"opened_on": "1890-01-01"}, "This is long ago"),
    ("case_create", NEW_CASE | {"opened_on": "2999-01-01"}, "check the"),
    ("case_create", NEW_CASE | {"a-email": "nobody at home"}, "Check the @"),
    ("case_create", NEW_CASE | {"a-phone": LONG}, "at most 40 characters"),
    ("case_create", NEW_CASE | {"kind": ""}, "Choose one person or a couple."),
    ("case_create", COUPLE | {"secrets_policy": ""}, "handle secrets."),
    ("case_create", COUPLE | {"b-legal_name": ""}, "Write the person’s name."),
    (
        "case_create",
        COUPLE | {"secrets_policy": "", "a-email": "x@x.example", "b-email": "X@x.example"},
        "Partners need an address each.",
    ),
    ("case_screening", {"asked_alone_on": "1890-01-01", "words": TYPED}, "This is long ago"),
    ("case_screening", {"asked_alone_on": "2999-01-01", "words": TYPED}, "has not come yet"),
    ("case_screening", {"asked_alone_on": "2026-03-01", "words": TYPED}, "Choose what came of it."),
    ("exercise_give", {"to": "A", "message": TYPED}, "Choose at least one thing to give."),
    ("exercise_give", {"to": "", "message": TYPED}, "Choose who it is for."),
    ("exercise_give", {"to": "A", "suggested_on": "1890-01-01", "message": TYPED}, "the year"),
    ("phase_enter", {"phase": "", "who": "both", "why": TYPED}, "Choose a phase."),
    ("phase_enter", {"who": "both", "on": "1890-01-01", "why": TYPED}, "This is long ago"),
    ("homework_set_aside", {"because": f"{TYPED}{LONG}"}, "at most 5000 characters"),
    ("case_progress", NUMBER | {"low": ""}, "Write a number."),
    ("case_progress", NUMBER | {"low": "eleven"}, "such as 4 or 4.5"),
    ("case_progress", NUMBER | {"low": "11"}, "from 1 to 10."),
    ("case_progress", NUMBER | {"high": "3"}, "Swap them"),
    ("case_progress", NUMBER | {"who": ""}, "Choose whose number this is."),
    ("case_progress", NUMBER | {"taken_on": "1890-01-01"}, "long ago"),
    ("case_sessions", HOUR, "year, month and day"),
    ("case_sessions", HOUR | {"new-on": ""}, "Choose a day."),
    ("case_sessions", HOUR | {"new-at": ""}, "Choose a time."),
    ("case_sessions", HOUR | {"new-at": "noon"}, "such as 16:30"),
    ("case_sessions", HOUR | {"new-minutes": ""}, "how many minutes"),
    ("case_sessions", HOUR | {"new-minutes": "9999"}, "at most 480 minutes"),
    ("case_sessions", HOUR | {"new-minutes": "an hour"}, "whole minutes"),
    ("case_sessions", HOUR | {"new-on": "1890-01-01"}, "This time has passed."),
    ("case_sessions", HOUR | {"new-on": "2999-01-01"}, "too far from today"),
    ("client_edit", {"legal_name": TYPED, "channel": "email", "born_on": "1890-01-01"}, "long ago"),
    ("client_edit", {"legal_name": TYPED, "channel": "pigeon"}, "valid choice"),
    ("client_edit", {"legal_name": TYPED, "channel": "email"} | TAKEN, "cannot be used"),
]  # fmt: skip


def address(form: str, case: Case) -> str:
    member = make.member(case)
    about: dict[str, list[Any]] = {
        "case_create": [],
        "case_screening": [case.pk, member.pk],
        "homework_set_aside": [make.give(case).pk],
        "client_edit": [member.client_id],
    }
    app = "sessions" if form == "case_sessions" else "clients"
    return reverse(f"{app}:{form}", args=about.get(form, [case.pk]))


@pytest.mark.parametrize(("form", "sent", "told"), FORMS)
def test_it_is_told_at_its_place_and_the_words_stay(
    form: str, sent: dict[str, Any], told: str
) -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    make.make_journey(case)
    Client.objects.create(legal_name="Somebody else", email="taken@x.example")
    members = [str(member.pk) for member in case.members.all()]
    before = (Case.objects.count(), Session.objects.count(), case.scores.count())
    page = sign_in(ana).post(address(form, case), {"new-members": members} | sent)
    words = html.unescape(page.content.decode())
    assert page.status_code == 200
    assert told in words
    assert TYPED in words
    assert "<b>as typed</b>" not in page.content.decode()
    assert (Case.objects.count(), Session.objects.count(), case.scores.count()) == before


def test_one_number_that_is_off_the_scale_is_told_once() -> None:
    case = make.make_individual_case(ana := make.make_therapist())
    make.load_library()
    page = sign_in(ana).post(
        reverse("clients:case_progress", args=[case.pk]), NUMBER | {"low": "11"}
    )
    # Once in the summary at the top and once at the field.
    assert page.content.decode().count("Choose a number from 1 to 10.") == 2


def test_both_partners_with_one_address_and_no_policy_are_told_both_at_once() -> None:
    ana = make.make_therapist()
    sent = COUPLE | {"secrets_policy": "", "a-email": "x@x.example", "b-email": "x@x.example"}
    words = sign_in(ana).post(reverse("clients:case_create"), sent).content.decode()
    assert "Partners need an address each." in words
    assert "Choose how you and the couple handle secrets." in words


def test_what_just_happened_is_told_in_its_order() -> None:
    ana = make.make_therapist()
    sent = NEW_CASE | {"a-email": "nora@x.example", "a-legal_name": "Nora Lind", "invite": "1"}
    words = sign_in(ana).post(reverse("clients:case_create"), sent, follow=True).content.decode()
    assert words.index("The case is open.") < words.index("Nora Lind is invited.")
    assert "Send the invitation" not in words
    assert "Send again" in words


def test_a_plan_keeps_a_question_that_is_too_long() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    one = hour(ana, case)
    question = f"{TYPED} {LONG}"
    page = sign_in(ana).post(
        reverse("sessions:session_plan", args=[one.pk]),
        {"version": "0", "key": "", "own": question},
    )
    assert page.status_code == 200
    assert TYPED in html.unescape(page.content.decode())


def test_a_file_has_to_be_chosen_again_and_the_page_says_so() -> None:
    office = sign_in(make.make_office())
    words = office.post(reverse("clients:transfer_import"), {"preset": "generic"}).content.decode()
    assert "Please choose the file again" in words
    assert "Everything you wrote is still here" not in words


def test_moving_where_they_stand_already_speaks_of_them() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    phase = make.make_journey(case).visits.get().phase
    sent = {"phase": str(phase.pk), "who": "both", "on": "2026-03-05"}
    page = sign_in(ana).post(reverse("clients:phase_enter", args=[case.pk]), sent)
    assert "They are in this phase already." in page.content.decode()
