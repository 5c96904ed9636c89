"""Standard measures that this practice loaded, and those that it switched on."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import get_language

from practice.fields.texts import text
from practice.instruments.facts import REGISTRY, Facts
from practice.instruments.questionnaire import Question, questions_from


class Instrument(models.Model):
    """The questions of one measure as a file had them; never changed, followed by a new version.

    `questions` holds what `Questionnaire.as_json` wrote. Every set of answers names its row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.SlugField(max_length=80)
    version = models.PositiveIntegerField(default=1)
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=10)
    published_version = models.CharField(max_length=40, blank=True)  # as the file calls itself
    questions = models.JSONField(default=list)
    is_current = models.BooleanField(default=True)
    fingerprint = models.CharField(max_length=64, editable=False)
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    loaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["key", "language", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "language", "version"], name="instrument_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"

    @property
    def facts(self) -> Facts | None:
        """What is published about it; None for a measure that the registry does not know."""
        return REGISTRY.get(self.key)

    @property
    def items(self) -> tuple[Question, ...]:
        return questions_from(self.questions)

    @property
    def has_answers(self) -> bool:
        """Whether people can answer it; else its total is typed in."""
        return all(one["options"] for one in self.questions)

    @property
    def languages(self) -> list[str]:
        """In which the first question can be read."""
        return sorted(self.questions[0]["words"]) if self.questions else []

    def words(self, question: Question) -> str:
        """The question in the language that is being spoken, else in that of the file."""
        return text(question.words, get_language() or "en") or question.words[self.language]


class InstrumentInUse(models.Model):
    """A measure that the practice switched on, having read its licence; by key, loaded or not."""

    key = models.SlugField(max_length=80, unique=True)
    since = models.DateTimeField(auto_now_add=True)
    switched_on_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )

    def __str__(self) -> str:
        return self.key
