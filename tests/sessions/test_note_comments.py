"""What a supervisor says of a signed note: to whoever wrote it, and to nobody else."""

import pytest
from django.urls import reverse

from clients.models import Case, Supervision
from clients.services.grants import sync_grants
from clients.services.team import hand_over
from practice.models import AuditEvent, User
from sessions.models import Note, NoteComment
from sessions.services import note_life
from tests import factories as make
from tests.clients.staff_pages import make_supervisor, sign_in
from tests.sessions.hours import draft, hour, signed
from tests.sessions.test_notes import join

pytestmark = pytest.mark.django_db
WORDS = "CANARY: whose voice was smaller?"


def page(user: User, note: Note) -> str:
    address = reverse("sessions:session_note", args=[note.therapy_session_id])
    return sign_in(user).get(address).content.decode()


def say(user: User, note: Note, **sent: str) -> int:
    address = reverse("sessions:note_comment", args=[note.therapy_session_id])
    return sign_in(user).post(address, {"words": WORDS} | sent).status_code


def test_the_therapist_reads_it_and_nobody_else_does() -> None:
    ana = make.make_therapist()
    case = make.make_couple_case(ana)
    note = signed(ana, hour(ana, case))
    sam = make_supervisor(case)
    note_life.offer(ana, note, is_offered=True)
    assert say(sam, note) == 302
    assert WORDS in page(ana, note)
    assert WORDS in page(sam, note)
    ben, other = join(case), make_supervisor_beside(case)
    for colleague in (ben, other):
        assert "own words" in page(colleague, note).lower()
        assert WORDS not in page(colleague, note)
    read = reverse("sessions:portal_review", args=[case.pk, note.pk])
    for who in "AB":
        assert WORDS not in sign_in(make.login_of(case, who)).get(read).content.decode()
    assert AuditEvent.objects.filter(action="note.commented", case_id=case.pk).count() == 1
    hand_over(ana, case, worker=case.workers.get(user=ana), to=make.make_therapist("Cora"))
    assert WORDS not in page(sam, note)  # whoever supervised her reads this case no more


def make_supervisor_beside(case: Case) -> User:
    """Another supervisor of the same therapist."""
    first = Supervision.objects.get()
    peer = make.make_user("Pia", is_supervisor=True)
    Supervision.objects.create(supervisor=peer, supervisee=first.supervisee, since=first.since)
    sync_grants(case)
    return peer


def test_only_a_supervisor_comments_and_only_on_what_is_signed() -> None:
    ana = make.make_therapist()
    case = make.make_couple_case(ana)
    note = draft(ana, hour(ana, case), {})
    sam = make_supervisor(case)
    assert say(sam, note) == 404
    assert say(ana, note) == 403
    assert say(make.login_of(case, "A"), note) == 404
    assert not NoteComment.objects.exists()


def test_the_same_press_comes_in_once_and_an_empty_one_not_at_all() -> None:
    ana = make.make_therapist()
    case = make.make_couple_case(ana)
    note, sam = signed(ana, hour(ana, case)), make_supervisor(case)
    key = "0d3f9c5e-8f0a-4a57-9a38-6d2f9b1a7c11"
    assert [say(sam, note, key=key) for _twice in range(2)] == [302, 302]
    assert say(sam, note, words="  ") == 200
    assert NoteComment.objects.count() == 1
    # Gone back to and written anew, under the key that the page still holds: nothing is dropped.
    assert [say(sam, note, key=key, words="And one more") for _twice in range(2)] == [302, 302]
    assert [one.words for one in NoteComment.objects.order_by("said_at")][1:] == ["And one more"]
