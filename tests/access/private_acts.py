"""What a person may do, or have done for them, that is no matter of their partner's.

Each act goes through the services that the pages use.
"""

import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.http import QueryDict
from django.utils import timezone

from clients.models import Answer, Assignment, Case, CaseMember, Consent
from clients.services import answers, finishing, homework, journeys, kept, pauses
from clients.services import help as calls
from clients.services.cases import open_case, record_screening
from clients.services.consents import give_consent, withdraw_consent
from clients.services.gifts import begin_gift
from clients.services.grants import sync_grants
from clients.services.heard import tell_heard
from clients.services.joint_steps import version_for_one
from clients.services.people import change_contact
from clients.services.readiness import set_readiness
from clients.services.scores import record_score
from clients.services.sharing import change_audience, change_part
from practice.models import Practice, User
from sessions.models import Note
from sessions.services import notes, reviews, sessions, summaries
from tests import factories
from tests.access.written import exercise, give

NEWEST = answers.Base(own=999, joint=999).number  # grown from whatever stands there


@dataclass
class Person:
    """One partner of the couple, and the chance that leads them."""

    case: Case
    position: str
    chance: random.Random

    @property
    def member(self) -> CaseMember:
        return factories.member(self.case, self.position)

    @property
    def user(self) -> User:
        return factories.login_of(self.case, self.position)

    @property
    def therapist(self) -> User:
        return self.case.workers.get().user

    def given(self, key: str = "own") -> Assignment:
        # Whoever rests is given nothing new: to write something now, they go on first.
        pauses.end_pause(self.user, self.case, [self.member])
        assignment = give(self.case, self.position, exercise(key))
        sync_grants(self.case)
        return assignment

    def written(self) -> Answer:
        """Something new of their own, with words in it."""
        given = self.given()
        save(self, given, "mine")
        return Answer.objects.mine(self.user).get(assignment=given)


def save(person: Person, given: Assignment, section: str) -> None:
    words = f"{section}={uuid.UUID(int=person.chance.getrandbits(128))}"
    answers.save_section(
        person.user,
        given,
        section=section,
        posted=QueryDict(words),
        base_version=NEWEST,
        key=uuid.UUID(int=person.chance.getrandbits(128)),
    )


def write_for_few(person: Person) -> None:
    audience = person.chance.choice(["self", "therapist", "session"])
    change_audience(person.user, person.written(), audience)


def write_own_part(person: Person) -> None:
    together = Assignment.objects.get(case=person.case, member=None)
    save(person, together, "mine")
    if person.chance.random() < 0.5:
        finishing.mark_done(person.user, together)


def share_later(person: Person) -> None:
    """It goes out tomorrow; until then nobody knows."""
    change_audience(person.user, person.written(), "all")


def share_and_take_back(person: Person) -> None:
    answer = person.written()
    change_audience(person.user, answer, "all", share_now=True)
    change_audience(person.user, answer, person.chance.choice(["self", "therapist"]))


def finish(person: Person) -> None:
    answer = person.written()
    finishing.mark_done(person.user, answer.assignment)
    if person.chance.random() < 0.5:
        finishing.reopen(person.user, answer.assignment)


def place_oneself(person: Person) -> None:
    place = Decimal(person.chance.randint(1, 9))
    record_score(
        person.user,
        person.case,
        member=person.member,
        low=place,
        high=place + 1,
        taken_at=timezone.now() - timedelta(days=person.chance.randint(0, 40)),
        words="Where I am",
        source="portal",
    )


def be_given_something(person: Person) -> None:
    given = give(
        person.case,
        person.position,
        exercise("titled", "A title that tells something"),
        message="For you alone",
        delivers_at=timezone.now() + timedelta(days=person.chance.randint(-1, 2)),
    )
    sync_grants(person.case)
    if person.chance.random() < 0.5:
        homework.set_aside(person.therapist, given, because="Not now")


def rest(person: Person) -> None:
    """From everything, by one tap of their own or of the therapist; and perhaps they go on."""
    actor = person.chance.choice([person.user, person.therapist])
    pauses.begin_pause(actor, person.case, [person.member])
    be_given_something(person)
    if person.chance.random() < 0.5:
        pauses.end_pause(actor, person.case, [person.member])


def come_alone(person: Person) -> None:
    """A case of their own beside the couple's."""
    alone = factories.agree(open_case(person.therapist, [person.member.client]))
    factories.make_journey(alone)
    save(Person(alone, "A", person.chance), _given_in(alone), "mine")


def _given_in(case: Case) -> Assignment:
    given = give(case, "A", exercise("own"))
    sync_grants(case)
    return given


def be_seen_alone(person: Person) -> None:
    """A session without the other, with its note begun."""
    days = timedelta(days=person.chance.randint(-30, 30), minutes=person.chance.randint(0, 999))
    therapy_session = sessions.schedule(
        person.therapist, person.case, starts_at=timezone.now() + days, members=[person.member]
    )
    notes.start_note(person.therapist, therapy_session)


def stand_elsewhere(person: Person) -> None:
    journey = person.case.journeys.get()
    stands_in = journey.visits.filter(left_on=None).values("phase")
    phases = list(journey.programme.phases.exclude(pk__in=stands_in))
    journeys.enter_phase(
        person.therapist,
        journey,
        person.chance.choice(phases),
        member=person.member,
        why="A reason of one's own",
        on=Practice.load().today(),
    )


def be_asked_alone(person: Person) -> None:
    record_screening(
        person.therapist,
        person.member,
        asked_alone_on=date(2026, 3, 9),
        outcome="clear",
        words="Asked again",
    )


def change_how_to_be_reached(person: Person) -> None:
    number = f"0{person.chance.randint(100000, 999999)}"
    change_contact(person.user, person.member.client, phone=number, contact_rules="Mornings")


def say_how_far(person: Person) -> None:
    """Some way that the joint step asks for at least, once or more often."""
    for _number in range(person.chance.randint(1, 3)):
        set_readiness(person.user, person.member, person.chance.choice([2, 3, 4]))


def do_it_alone(person: Person) -> None:
    """The version for one of what both were given, with words in it, perhaps done."""
    together = Assignment.objects.get(case=person.case, member=None)
    own = version_for_one(person.user, together)
    save(person, own, person.chance.choice(["mine", "ours"]))
    if person.chance.random() < 0.5:
        finishing.mark_done(person.user, own)


def have_a_summary(person: Person) -> None:
    summaries.make_summary(person.therapist, person.case, audience="client", member=person.member)


def ask_for_help(person: Person) -> None:
    calls.ask_for_help(person.user, person.case)
    if person.chance.random() < 0.5:
        calls.withdraw(person.user, person.case)


def keep_something(person: Person) -> None:
    """Words and a habit, whoever of the therapist and oneself may read them."""
    audience = person.chance.choice(["self", "therapist"])
    kind = person.chance.choice(["words", "protect", "inner", "problem"])
    words = f"Words of my own {person.chance.random()}"
    kept.keep_words(person.user, person.case, kind=kind, words=words, audience=audience)
    habit = kept.begin_ritual(person.user, person.case, kept.Habit(words), audience=audience)
    if person.chance.random() < 0.5:
        kept.rest_ritual(person.user, habit, rests=True)


def choose_for_one_thing(person: Person) -> None:
    """A field of its own way; where it goes to the partner, that is tomorrow."""
    audience = person.chance.choice(["self", "therapist", "session", "all"])
    change_part(person.user, person.written(), "mine", audience)


def say_yes_to_a_pair(person: Person) -> None:
    """The other has not, and is not told that there is anything to agree to."""
    given = person.given("pair")
    save(person, given, "mine")
    answer = Answer.objects.mine(person.user).get(assignment=given)
    change_audience(person.user, answer, "all", as_pair=True)


def write_a_gift(person: Person) -> None:
    gift = begin_gift(person.user, person.case)
    save(person, gift, answers.answerable(gift)[0].key)


def hear_that_it_was_read(person: Person) -> None:
    tell_heard(person.therapist, person.written())


def answer_a_note(person: Person) -> None:
    """The note of an hour of both was opened to both: what each says of it is theirs."""
    note = Note.objects.offered_to(person.user).get()
    words = str(person.chance.random())
    reviews.say(person.user, note, kind="reword", words=words, version=note.version)


def take_back_what_was_agreed(person: Person) -> None:
    """Any of it, perhaps to agree again; without the portal the rest of these cannot be done."""
    kind = person.chance.choice(["portal", "supervision", "notes", "email", "therapy"])
    of_person = Consent.objects.mine(person.user).of_case(person.case.pk).standing()
    withdraw_consent(person.user, of_person.filter(kind=kind).first(), how="portal")
    if kind == "portal" or person.chance.random() < 0.5:
        who = (person.user, person.member.client, person.case)
        give_consent(*who, kind=kind, how="portal")


ACTS: list[Callable[[Person], None]] = [
    write_for_few,
    write_own_part,
    share_later,
    share_and_take_back,
    finish,
    place_oneself,
    be_given_something,
    rest,
    come_alone,
    be_seen_alone,
    stand_elsewhere,
    be_asked_alone,
    change_how_to_be_reached,
    say_how_far,
    do_it_alone,
    have_a_summary,
    ask_for_help,
    keep_something,
    choose_for_one_thing,
    say_yes_to_a_pair,
    write_a_gift,
    hear_that_it_was_read,
    answer_a_note,
    take_back_what_was_agreed,
]


def share(person: Person) -> None:
    """The opposite of private: the control that shows that the comparison sees anything."""
    change_audience(person.user, person.written(), "all", share_now=True)
