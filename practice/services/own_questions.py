"""The questions of a practice: those that came with the product, in its own words or put away, and
others of its own.

Own ones live in a bank of their own. One with the key of a shipped question stands in its place;
a plan keeps the words in which a question was asked, so that a change reaches no earlier hour.
"""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.crypto import get_random_string

from practice.models import Question, QuestionBank
from practice.services import audit

OWN = "own-questions"
TITLE = {"en": "Questions of this practice"}


def all_questions() -> list[Question]:
    """Every question by its place, each once, those put away among them."""
    rows = list(
        Question.objects.filter(bank__is_current=True)
        .select_related("bank")
        .order_by("bank__key", "position")
    )
    own = {row.key: row for row in rows if is_own(row)}
    shipped = [row for row in rows if not is_own(row)]
    keys = {row.key for row in shipped}
    return [own.get(row.key, row) for row in shipped] + [
        row for key, row in own.items() if key not in keys
    ]


def in_use() -> list[Question]:
    """Those that a plan may suggest."""
    return [row for row in all_questions() if not row.is_away]


def is_own(question: Question) -> bool:
    return question.bank.key == OWN


@transaction.atomic
def add_question(actor: Any, *, phase: str, kind: str, words: dict[str, str]) -> Question:
    """A question of the practice's own; `words` by language, English among them."""
    key = f"own-{get_random_string(12, 'abcdefghjkmnpqrstuvwxyz23456789')}"
    row = _store(_bank(), key, phase=phase, tags=[kind], words=words)
    audit.record(actor, "question.added", row)
    return row


@transaction.atomic
def change_question(
    actor: Any, question: Question, *, phase: str, kind: str, words: dict[str, str]
) -> Question:
    """Other words, another phase or kind. A language that is not among `words` stays."""
    rest = [tag for tag in question.tags[1:] if tag != kind]
    texts = {**question.text_map, **words}
    row = _own(question, phase=phase, tags=[kind, *rest], words=texts)
    audit.record(actor, "question.changed", row)
    return row


@transaction.atomic
def put_away(actor: Any, question: Question, *, is_away: bool) -> Question:
    """Suggest it no more; or take it up again."""
    tags, words = question.tags, question.text_map
    row = _own(question, phase=question.phase_key, tags=tags, words=words)
    row.is_away = is_away
    row.save(update_fields=["is_away"])
    audit.record(actor, "question.put_away" if is_away else "question.taken_up", row)
    return row


def _own(question: Question, *, phase: str, tags: list[str], words: dict[str, str]) -> Question:
    """The practice's row of a question, made where there is none yet."""
    bank = _bank()
    row = Question.objects.filter(bank=bank, key=question.key).first()
    if row is None:
        return _store(bank, question.key, phase=phase, tags=tags, words=words)
    row.phase_key, row.tags, row.text_map = phase, tags, words
    row.save(update_fields=["phase_key", "tags", "text_map"])
    return row


def _store(
    bank: QuestionBank, key: str, *, phase: str, tags: list[str], words: dict[str, str]
) -> Question:
    last = bank.questions.aggregate(last=Max("position"))["last"]
    return Question.objects.create(
        bank=bank,
        key=key,
        phase_key=phase,
        tags=tags,
        text_map=words,
        position=0 if last is None else last + 1,
    )


def _bank() -> QuestionBank:
    """Held until the change is done, so that two new questions take two places."""
    QuestionBank.objects.get_or_create(key=OWN, version=1, defaults={"title_map": TITLE})
    return QuestionBank.objects.select_for_update().get(key=OWN)
