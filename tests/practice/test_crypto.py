"""Sealed text: stored encrypted, bound to its place, read through the attribute alone."""

import pytest
from django.apps import apps
from django.core.exceptions import FieldError
from django.db import connection, transaction

from clients.models import Assignment, Screening
from practice.crypto import CannotOpen, SealedQuerySet, SealedTextField, seal
from tests import factories

WORDS = "He said: “it is quieter now” 安静 🌱"


@pytest.fixture
def assignment(db: None) -> Assignment:
    case = factories.make_individual_case(factories.make_therapist())
    given = factories.give(case)
    given.message = WORDS
    given.save()
    return given


def raw_bytes(assignment: Assignment) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT message FROM clients_assignment")
        return bytes(cursor.fetchone()[0])


def test_text_comes_back_as_written(assignment: Assignment) -> None:
    assert Assignment.objects.get().message == WORDS


def test_the_database_holds_no_word_of_it(assignment: Assignment) -> None:
    stored = raw_bytes(assignment)
    assert b"quieter" not in stored
    assert stored != seal(Assignment, "message", assignment.pk, WORDS)  # a fresh nonce each time


def test_a_value_moved_to_another_row_does_not_open(assignment: Assignment) -> None:
    other = factories.give(assignment.case, "coping_list")
    moved = seal(Assignment, "message", assignment.pk, WORDS)
    Assignment.objects.filter(pk=other.pk).update(message=moved)
    with pytest.raises(CannotOpen, match=str(other.pk)):
        assert Assignment.objects.get(pk=other.pk).message


def test_a_value_moved_to_another_column_does_not_open(assignment: Assignment) -> None:
    moved = seal(Assignment, "message", assignment.pk, WORDS)
    Assignment.objects.filter(pk=assignment.pk).update(set_aside_because=moved)
    with pytest.raises(CannotOpen, match="set_aside_because"):
        assert Assignment.objects.get().set_aside_because


def test_an_altered_byte_does_not_open(assignment: Assignment) -> None:
    stored = bytearray(raw_bytes(assignment))
    stored[-1] ^= 1
    with connection.cursor() as cursor:
        cursor.execute("UPDATE clients_assignment SET message = %s", [bytes(stored)])
    with pytest.raises(CannotOpen):
        assert Assignment.objects.get().message


def test_an_update_takes_only_sealed_values(assignment: Assignment) -> None:
    with pytest.raises(FieldError, match="seal"), transaction.atomic():
        Assignment.objects.update(message="in the clear")
    sealed = seal(Assignment, "message", assignment.pk, "new words")
    assert Assignment.objects.filter(pk=assignment.pk).update(message=sealed) == 1
    assert Assignment.objects.get().message == "new words"


@pytest.mark.parametrize("fields", [("message",), ()])
def test_values_of_sealed_text_are_refused(assignment: Assignment, fields: tuple[str, ...]) -> None:
    with pytest.raises(FieldError, match="sealed"):
        Assignment.objects.values(*fields)
    with pytest.raises(FieldError, match="sealed"):
        Assignment.objects.values_list(*fields)


def test_sealed_text_cannot_be_searched(assignment: Assignment) -> None:
    with pytest.raises(FieldError, match="sealed"):
        Assignment.objects.filter(message="quieter").exists()


def test_every_model_with_sealed_text_refuses_values(db: None) -> None:
    """Screening stands for the models whose manager could have been forgotten: all are asked."""
    sealed = [
        model
        for model in apps.get_models()
        if any(isinstance(field, SealedTextField) for field in model._meta.fields)
    ]
    assert Screening in sealed
    bare = [m for m in sealed if not isinstance(m._default_manager.all(), SealedQuerySet)]
    assert bare == []
