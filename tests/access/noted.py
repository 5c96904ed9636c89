"""What stands beside a note in the access world: what its people said, additions, a reflection."""

from django.utils import timezone

from sessions.models import Addendum, Note, NoteComment, NoteReview, ProcessNote, Session
from tests import factories
from tests.access.people import World


def add_beside_note(world: World, note: Note) -> None:
    """Each of the two asked for a correction, and was answered or not; the therapist added."""
    pk = note.therapy_session_id
    world.objects["signed note"] = {"pk": note.pk}
    world.objects["signed note (to read)"] = {"case_pk": world.couple.pk, "pk": note.pk}
    world.objects["signed note, asked for in another case"] = {
        "case_pk": world.cases["A alone"].pk,
        "pk": note.pk,
    }
    for who in "AB":
        answered = who == "B"
        review = NoteReview.objects.create(
            note=note,
            member=factories.member(world.couple, who),
            kind=NoteReview.Kind.CORRECTION,
            words=world.word(f"correction that {who} asked for"),
            version=note.version,
            said_at=timezone.now(),
            outcome=NoteReview.Outcome.STAYS if answered else "",
            outcome_words=world.word("answer to the correction of B") if answered else "",
            answered_by=world.therapist if answered else None,
            answered_at=timezone.now() if answered else None,
        )
        world.objects[f"signed session, correction of {who}"] = {"pk": pk, "review": review.pk}
    NoteComment.objects.create(
        note=note,
        supervisor=world.logins["supervisor"],
        words=world.word("what the supervisor said of the signed note"),
        said_at=timezone.now(),
    )
    Addendum.objects.create(
        note=note,
        reason=world.word("why something was added to the signed note"),
        words=world.word("what was added to the signed note"),
        author=world.therapist,
        signed_as=world.therapist.name,
        added_at=timezone.now(),
    )


def add_reflection(world: World, therapy_session: Session) -> None:
    ProcessNote.objects.create(
        therapy_session=therapy_session,
        author=world.therapist,
        words=world.word("reflection of the therapist"),
        version=1,
        changed_at=timezone.now(),
    )
