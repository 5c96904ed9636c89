"""Placing people on the scale: what is taken, what is refused, and what a second telling does."""

import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from clients.models import Case, Score
from clients.services.scores import record_score, take_out_score
from tests import factories as make

pytestmark = pytest.mark.django_db


def place(case: Case, actor: Any, **changes: Any) -> Score:
    what = {
        "member": make.member(case),
        "low": Decimal("2"),
        "high": Decimal("3"),
        "taken_at": timezone.now(),
        "source": Score.Source.STAFF,
    }
    return record_score(actor, case, **(what | changes))


@pytest.fixture(autouse=True)
def library(db: None) -> None:
    make.load_library()


def test_a_range_is_kept_as_told() -> None:
    case = make.make_individual_case(ana := make.make_therapist())
    score = Score.objects.get(pk=place(case, ana, words=" a calm day 🌿 ").pk)
    assert (score.shown, score.words, score.entered_by) == ("2–3", "a calm day 🌿", ana)
    assert score.audience == "therapist"


@pytest.mark.parametrize(
    ("low", "high", "field", "words"),
    [
        ("5", "3", "high", "Swap them"),
        ("0.5", "3", "low", "from 1 to 10"),
        ("3", "10.5", "high", "from 1 to 10"),
        ("2.3", "3", "low", "steps of 0.5"),
        ("NaN", "3", "low", "from 1 to 10"),
    ],
)
def test_a_place_off_the_scale_names_the_field_and_the_remedy(
    low: str, high: str, field: str, words: str
) -> None:
    case = make.make_individual_case(ana := make.make_therapist())
    with pytest.raises(ValidationError) as caught:
        place(case, ana, low=Decimal(low), high=Decimal(high))
    assert list(caught.value.message_dict) == [field]
    assert words in caught.value.message_dict[field][0]
    assert not Score.objects.exists()


def test_a_day_to_come_is_refused() -> None:
    case = make.make_individual_case(ana := make.make_therapist())
    with pytest.raises(ValidationError, match="not come yet"):
        place(case, ana, taken_at=timezone.now() + timedelta(days=1))


def test_a_joint_place_needs_a_couple() -> None:
    alone = make.make_individual_case(ana := make.make_therapist())
    with pytest.raises(ValidationError, match="needs a couple"):
        place(alone, ana, member=None)
    couple = make.make_couple_case(ana)
    assert place(couple, ana, member=None).member is None


def test_somebody_of_another_case_is_refused() -> None:
    case = make.make_individual_case(ana := make.make_therapist())
    other = make.make_individual_case(ana, "Liu Jia")
    with pytest.raises(ValidationError, match="not part of this case"):
        place(case, ana, member=make.member(other))


def test_telling_again_in_the_same_place_corrects_the_score() -> None:
    case = make.make_individual_case(ana := make.make_therapist())
    told_in: dict[str, Any] = {"source": Score.Source.SESSION, "source_id": uuid.uuid4()}
    first = place(case, ana, **told_in)
    again = place(case, ana, high=Decimal("4"), **told_in)
    assert (again.pk, Score.objects.get().shown) == (first.pk, "2–4")


def test_only_what_staff_typed_can_be_taken_out() -> None:
    case = make.make_individual_case(ana := make.make_therapist())
    typed = place(case, ana)
    told = place(case, ana, source=Score.Source.PORTAL)
    take_out_score(ana, typed)
    with pytest.raises(ValidationError, match="told by the person"):
        take_out_score(ana, told)
    assert list(Score.objects.all()) == [told]
