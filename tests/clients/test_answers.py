"""Saving what people write: two tabs, two partners, repeats, limits, and what closes."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone

from clients.models import Answer, AnswerGrant, Assignment, Score
from clients.services import answers, finishing
from clients.services.answers import Base
from practice.models import AuditEvent
from practice.services.saving import Clash, Closed, NotRight
from tests.factories import give, login_of, make_couple_case, make_individual_case, make_therapist

pytestmark = pytest.mark.django_db
PICTURE = "my_picture"


def posted(**fields: str) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in fields.items():
        data[name.replace("__", "-")] = value
    return data


def send(
    user: Any,
    given: Assignment,
    words: str,
    *,
    base: int = 0,
    field: str = PICTURE,
    key: Any = None,
) -> dict[str, Any]:
    return answers.save_section(
        user,
        given,
        section=field,
        posted=posted(**{field: words}),
        base_version=base,
        key=key or uuid.uuid4(),
    )


@pytest.fixture
def given() -> Assignment:
    return give(make_individual_case(make_therapist()))


@pytest.fixture
def author(given: Assignment) -> Any:
    return login_of(given.case)


@pytest.fixture
def together() -> Assignment:
    return give(make_couple_case(make_therapist()), "celebration_meaning", to=None)


def words(given: Assignment, field: str = PICTURE) -> str:
    return Answer.objects.get(assignment=given).data[field]["text"]


def test_first_save_makes_one_sealed_answer(given: Assignment, author: Any) -> None:
    reply = send(author, given, "We eat together 🙂\x00\r\nand talk")
    assert reply["version"] == 1
    assert words(given) == "We eat together 🙂\nand talk"
    assert Answer.objects.get().audience == "therapist"
    assert AuditEvent.objects.filter(action="answer.written").count() == 1


def test_an_empty_first_save_stores_nothing(given: Assignment, author: Any) -> None:
    assert send(author, given, "  ")["version"] == 0
    assert Answer.objects.count() == 0


def test_a_repeated_key_gets_the_first_reply_again(given: Assignment, author: Any) -> None:
    key = uuid.uuid4()
    first = send(author, given, "one", key=key)
    send(author, given, "two", base=1)
    assert send(author, given, "one", key=key) == first
    assert words(given) == "two"


def test_two_tabs_clash_over_one_field_and_nothing_is_stored(
    given: Assignment, author: Any
) -> None:
    send(author, given, "from tab one")
    with pytest.raises(Clash) as caught:
        send(author, given, "from tab two")
    assert (caught.value.theirs, caught.value.yours) == ("from tab one", "from tab two")
    assert words(given) == "from tab one"
    send(author, given, "from tab two", base=caught.value.version)
    assert words(given) == "from tab two"
    kept = Answer.objects.get().revisions.get(reason="clash")
    assert kept.data[PICTURE]["text"] == "from tab one"


def test_the_same_words_never_clash(given: Assignment, author: Any) -> None:
    send(author, given, "same")
    assert send(author, given, "same")["version"] == 0  # nothing new was seen by that tab
    assert Answer.objects.get().version == 1


def test_two_tabs_may_write_to_two_fields(given: Assignment, author: Any) -> None:
    send(author, given, "a picture")
    answers.save_section(
        author,
        given,
        section="asked_partner",
        posted=posted(asked_partner="not_now"),
        base_version=0,
        key=uuid.uuid4(),
    )
    assert set(Answer.objects.get().data) == {PICTURE, "asked_partner"}


def test_an_unchanged_send_does_not_hide_what_another_tab_wrote(
    given: Assignment, author: Any
) -> None:
    send(author, given, "kept")
    answers.save_section(
        author, given, section="asked_partner", posted=posted(asked_partner="yes"),
        base_version=1, key=uuid.uuid4(),
    )  # fmt: skip
    assert send(author, given, "kept", base=1)["version"] == 1


def test_text_over_the_limit_is_refused_with_the_number(given: Assignment, author: Any) -> None:
    with pytest.raises(NotRight) as caught:
        send(author, given, "é" * 100_000)
    assert "100,000" in caught.value.errors[PICTURE][0]
    assert Answer.objects.count() == 0


def test_an_unknown_section_is_refused(given: Assignment, author: Any) -> None:
    with pytest.raises(NotRight):
        send(author, given, "x", field="no_such_field")


def test_a_rested_text_is_kept_before_it_changes(given: Assignment, author: Any) -> None:
    send(author, given, "yesterday")
    Answer.objects.update(changed_at=timezone.now() - timedelta(minutes=11))
    send(author, given, "today", base=1)
    assert Answer.objects.get().revisions.get().data[PICTURE]["text"] == "yesterday"


def test_set_aside_takes_no_more_words(given: Assignment, author: Any) -> None:
    send(author, given, "before")
    Assignment.objects.update(status=Assignment.Status.SET_ASIDE)
    with pytest.raises(Closed):
        send(author, given, "after", base=1)
    assert words(given) == "before"


def test_a_stranger_can_write_nothing(given: Assignment) -> None:
    stranger = login_of(make_individual_case(make_therapist("Ben"), "Liu Jia"))
    with pytest.raises(Closed):
        send(stranger, given, "mine now")
    assert Answer.objects.count() == 0


def test_a_whole_form_keeps_what_fits_and_names_what_clashes(
    given: Assignment, author: Any
) -> None:
    send(author, given, "theirs")
    both = posted(my_picture="mine", asked_partner="yes")
    outcome = answers.save_form(author, given, posted=both, base_version=0, key=uuid.uuid4())
    assert outcome.clashed == [PICTURE]
    stored = Answer.objects.get().data
    assert stored[PICTURE]["text"] == "theirs"
    assert stored["asked_partner"]["picked"] == ["yes"]
    again = answers.save_form(
        author, given, posted=both, base_version=outcome.version, key=uuid.uuid4()
    )
    assert (again.clashed, words(given)) == ([], "mine")


def test_a_scale_places_its_person_and_rather_not_takes_it_away() -> None:
    given = give(make_individual_case(make_therapist()), "scale_placement")
    author = login_of(given.case)

    def place(base: int, **fields: str) -> None:
        answers.save_section(
            author, given, section="score", posted=posted(**fields), base_version=base,
            key=uuid.uuid4(),
        )  # fmt: skip

    place(0, score__low="2", score__high="3")
    score = Score.objects.get()
    assert (score.shown, score.source, score.member) == ("2–3", "portal", given.member)
    place(1, score__low="4")
    assert Score.objects.get().shown == "4"
    place(2, score__rather_not="1")
    assert Score.objects.count() == 0


def test_a_place_of_an_earlier_day_is_not_moved() -> None:
    given = give(make_individual_case(make_therapist()), "scale_placement")
    author = login_of(given.case)
    for base, low in enumerate(("2", "6")):
        answers.save_section(
            author, given, section="score", posted=posted(score__low=low), base_version=base,
            key=uuid.uuid4(),
        )  # fmt: skip
        Score.objects.filter(low=2).update(taken_at=timezone.now() - timedelta(days=3))
    assert [score.shown for score in Score.objects.all()] == ["2", "6"]


def test_together_has_one_part_each_and_one_for_both(together: Assignment) -> None:
    one, two = login_of(together.case, "A"), login_of(together.case, "B")
    send(one, together, "mine alone", field="key_discovery")
    send(two, together, "hers alone", field="key_discovery")
    send(one, together, "a cake", field="how_we_celebrate")
    parts = list(Answer.objects.all())
    assert [part.member and part.member.position for part in parts] == ["A", "B", None]
    joint = parts[2]
    assert joint.audience == "all"
    holders = AnswerGrant.objects.filter(content_object=joint).values_list("user_id", flat=True)
    assert set(holders) == {one.pk, two.pk}


def test_partners_clash_over_the_joint_part_alone(together: Assignment) -> None:
    one, two = login_of(together.case, "A"), login_of(together.case, "B")
    mine = send(one, together, "many words of my own", field="key_discovery")["version"]
    for number in range(3):
        mine = send(one, together, f"more {number}", field="key_discovery", base=mine)["version"]
    send(two, together, "a walk", field="how_we_celebrate")
    with pytest.raises(Clash) as caught:
        send(one, together, "a cake", field="how_we_celebrate", base=mine)
    assert caught.value.theirs == "a walk"
    assert Base.of(caught.value.version).own == Base.of(mine).own


def test_joint_words_wait_while_a_concern_stands(together: Assignment) -> None:
    together.case.safety_flag = True
    together.case.save()
    with pytest.raises(Closed):
        send(login_of(together.case), together, "a cake", field="how_we_celebrate")


def test_done_invites_and_never_locks() -> None:
    given = give(make_individual_case(make_therapist()), "coping_list")
    author = login_of(given.case)
    with pytest.raises(finishing.NotYet) as caught:
        finishing.mark_done(author, given)
    assert caught.value.missing == ["ways"]
    finishing.mark_done(author, given, low_word="tell_therapist")
    answer = Answer.objects.get()
    assert finishing.low_word_of(answer) == "I will tell my therapist"
    given.refresh_from_db()
    assert (given.status, answer.revisions.get().reason) == ("done", "done")
    finishing.reopen(author, given)
    given.refresh_from_db()
    assert (given.status, Answer.objects.get().done_at) == ("open", None)


def test_three_of_six_finish_and_two_are_enough_for_me() -> None:
    given = give(make_individual_case(make_therapist()), "progress_narrative")
    author = login_of(given.case)
    send(author, given, "far away", field="started")
    with pytest.raises(finishing.NotYet) as caught:
        finishing.mark_done(author, given)
    assert "now" in caught.value.under
    finishing.mark_done(author, given, enough=True)
    assert Answer.objects.get().done_at is not None


def test_done_together_is_each_ones_own(together: Assignment) -> None:
    one = login_of(together.case, "A")
    finishing.mark_done(one, together, low_word="in_mind")
    together.refresh_from_db()
    assert together.status == "open"
    assert Answer.objects.get().member.position == "A"
