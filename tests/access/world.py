"""The practice that docs/security/access.md speaks of: people, what they wrote, and here what
happens in the room and in the office. A word of its own stands in every private field.
"""

from dataclasses import asdict, replace
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from clients.models import Score
from clients.services.cases import record_screening
from clients.services.grants import sync_grants
from clients.services.invitations import invite, token_of
from clients.services.measures import record_total
from clients.transfer import keeping
from practice.models import NoteTemplate, Programme, SavedView, Scale, User
from practice.services import instruments
from practice.services.away import keep_away
from practice.services.library_export import as_file
from practice.services.own_programmes import copy_programme, keep_waiting, publish
from sessions.models import Attendance, Note, NotePart, Plan, PlanQuestion, Session, Summary
from sessions.services.diary import keep_busy_times, open_address
from sessions.services.signing import content_hash
from sessions.summaries.client import client_summary
from sessions.summaries.content import Block, Passage, Told
from tests import factories
from tests.access.agreed import add_release
from tests.access.logged import add_logs
from tests.access.noted import add_beside_note, add_reflection
from tests.access.people import World, add_cases, add_journeys, add_left_case, add_staff
from tests.access.pictured import add_pictures
from tests.access.removed import add_keeping
from tests.access.written import (
    add_answers,
    add_entry,
    add_gifts,
    add_given,
    add_kept,
    add_pairs,
    add_separation,
    add_things_apart,
    add_together,
)

__all__ = ["World", "make_world"]
PLAN_TEXTS = ("opening", "focus", "to_offer")


def make_world() -> World:
    """Everything, in the order in which it hangs together."""
    world = World()
    factories.load_library()
    add_staff(world)
    add_cases(world)
    add_left_case(world)
    add_release(world)
    add_journeys(world)
    add_answers(world)
    add_given(world)
    add_together(world)
    add_things_apart(world)
    add_entry(world)
    add_pairs(world)
    add_gifts(world)
    add_logs(world)
    add_pictures(world)
    add_separation(world)
    _add_scores(world)
    _add_screening(world)
    _add_sessions(world)
    _add_summary(world)
    _add_papers_of_the_office(world)
    _add_drafts(world)
    for case in world.cases.values():
        sync_grants(case)
    add_kept(world)
    add_keeping(world)
    sync_grants(world.couple)
    return world


def _add_scores(world: World) -> None:
    scale = Scale.objects.get(key="closeness", is_current=True)
    told = (("A", "therapist"), ("A", "self"), ("B", "therapist"), (None, "all"))
    for hours, (who, audience) in enumerate(told, start=1):
        name = f"{who or 'both'}: {audience}"
        score = Score.objects.create(
            case=world.couple,
            member=factories.member(world.couple, who) if who else None,
            scale=scale,
            low=Decimal(4),
            high=Decimal(5),
            taken_at=timezone.now() - timedelta(hours=hours),
            source=Score.Source.STAFF,
            audience=audience,
            words=world.word(f"words of a score, {name}"),
        )
        world.objects[f"score, {name}"] = {"pk": score.pk}
    instruments.switch_on(world.therapist, "phq-9")
    total = record_total(
        world.therapist,
        factories.member(world.couple, "A"),
        measure="phq-9",
        total=Decimal(7),
        taken_on=date(2026, 3, 1),
    )
    world.objects["a total of A"] = {"pk": total.pk}


def _add_screening(world: World) -> None:
    for who in "AB":
        record_screening(
            world.therapist,
            factories.member(world.couple, who),
            asked_alone_on=date(2026, 3, 1),
            outcome="clear",
            words=world.word(f"screening of {who}"),
        )


def _add_sessions(world: World) -> None:
    """One with a draft, one with a signed note, and one to come that A comes to alone."""
    for name, days, who in (("draft", -3, "AB"), ("signed", -10, "AB"), ("coming", 2, "A")):
        therapy_session = _session(world, name, days, who)
        plan = Plan.objects.create(
            therapy_session=therapy_session,
            **{key: world.word(f"plan of the {name} session, {key}") for key in PLAN_TEXTS},
        )
        words = world.word(f"question for the {name} session")
        PlanQuestion.objects.create(plan=plan, words=words)
        if name != "coming":
            _note(world, therapy_session, name, signed=name == "signed")
    handed_over = _session(world, "handed over", 5, "A", therapist=world.logins["former"])
    Plan.objects.create(therapy_session=handed_over)


def _session(
    world: World, name: str, days: int, who: str, *, therapist: User | None = None
) -> Session:
    found = Session.objects.create(
        case=world.couple,
        therapist=therapist or world.therapist,
        starts_at=timezone.now() + timedelta(days=days),
        place=world.word(f"place of the {name} session"),
    )
    people = [factories.member(world.couple, one) for one in who]
    Attendance.objects.bulk_create(
        Attendance(therapy_session=found, member=person) for person in people
    )
    world.objects[f"{name} session"] = {"pk": found.pk}
    return found


def _note(world: World, therapy_session: Session, name: str, *, signed: bool) -> None:
    note = Note.objects.create(
        therapy_session=therapy_session,
        template=NoteTemplate.objects.get(is_current=True),
        author=world.therapist,
        started_at=timezone.now(),
    )
    for who in (None, "A", "B"):
        member = factories.member(world.couple, who) if who else None
        words = world.word(f"{name} note, part of {who or 'both'}")
        NotePart.objects.create(
            note=note, section="own_words", member=member, data={"quotes": words}
        )
        if member and not signed:  # what they take along stands on a card
            NotePart.objects.create(
                note=note, section="experiment", member=member, data={"text": words}
            )
    if signed:
        note.signed_at = note.offered_at = timezone.now()
        note.content_hash = content_hash(note)
        note.save()
        add_beside_note(world, note)
    else:
        add_reflection(world, therapy_session)
        for one in "AB":
            keys = {"pk": therapy_session.pk, "member_pk": factories.member(world.couple, one).pk}
            world.objects[f"draft session, number of {one}"] = keys


def _add_summary(world: World) -> None:
    member = factories.member(world.couple)
    told = Told("", (world.word("summary made for A"),))
    block = Block("Kept", (Passage("", "1 Mar 2026", (told,)),))
    summary = Summary.objects.create(
        case=world.couple,
        member=member,
        audience=Summary.Audience.CLIENT,
        content=asdict(replace(client_summary(member), blocks=(block,))),
        made_by=world.therapist,
        made_at=timezone.now(),
    )
    world.objects["summary for A"] = {"pk": summary.pk}


def _add_papers_of_the_office(world: World) -> None:
    """A list that waits for its yes, and an invitation under way."""
    office = world.logins["office"]
    newcomer = factories.make_client(office, "Newcomer", login=False)
    newcomer.email = "newcomer@test.example"
    newcomer.save()
    listed = world.word("person in a list that the office sent")
    content = f"full name,email\n{listed},ida@test.example\n".encode()
    token = open_address(world.therapist)
    now = timezone.now()
    keep_busy_times(world.therapist, [(now, now + timedelta(hours=1))])
    away = keep_away(
        world.therapist,
        first_on=now.date() + timedelta(days=3),
        last_on=now.date() + timedelta(days=9),
        cover=world.word("cover of the therapist's days away"),
    )
    world.objects |= {
        "the therapist's calendar": {"token": token},
        "the therapist's days away": {"pk": away.pk},
        "an invitation of a newcomer": {"token": token_of(invite(office, newcomer))},
        "a list that the office sent": {"token": keeping.keep(office, content, "generic")},
    }


def _add_drafts(world: World) -> None:
    """A programme of the practice's own, a draft, and a file that waits for its sender's look."""
    shipped = Programme.objects.get(key="relational-cultural", is_current=True)
    own = publish(world.therapist, copy_programme(world.therapist, shipped))
    draft = copy_programme(world.therapist, shipped)
    waiting = keep_waiting(world.therapist, {**as_file(shipped), "key": "from-elsewhere"})
    view = SavedView.objects.create(user=world.therapist, place="cases", name="All", asked="")
    world.objects |= {
        "a view of the therapist": {"pk": view.pk},
        "a programme": {"pk": shipped.pk},
        "an own programme": {"pk": own.pk},
        "a draft": {"pk": draft.pk},
        "a question": {"key": "p1-hope-1"},
        "a measure": {"key": "phq-9"},
        "a draft, an exercise": {"pk": draft.pk, "key": "coping_list"},
        "a file of the therapist": {"pk": waiting.pk},
    }
