"""The library as versioned data: programmes, question banks, note templates and scales.

A published row is never changed: what changes comes in as a new row with a higher version.
Every text is a map by language with English required (`practice.fields.texts.text`).
"""

import uuid
from typing import Any

from django.db import models
from django.utils.translation import get_language

from practice.charts.shapes import Scale as Ruler
from practice.fields.base import FieldSpec
from practice.fields.naming import named
from practice.fields.texts import text
from practice.remembered import remembered


class LibraryRow(models.Model):
    """What every published thing has."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.SlugField(max_length=80)
    version = models.PositiveIntegerField(default=1)
    title_map = models.JSONField(default=dict)
    is_current = models.BooleanField(default=True)
    # Tells the loader whether what it reads differs from what stands here.
    fingerprint = models.CharField(max_length=64, editable=False)
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return text(self.title_map, get_language())


class Programme(LibraryRow):
    """A way of working in phases."""

    summary_map = models.JSONField(default=dict)
    # Made here: the loader of files keeps away from its key.
    is_own = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="programme_version")]

    @property
    def summary(self) -> str:
        return text(self.summary_map, get_language())


class Phase(models.Model):
    """A stretch of a programme that people circle through; its days are a guide, not a lock."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="phases", db_index=False)
    key = models.SlugField(max_length=80)
    number = models.PositiveSmallIntegerField()
    title_map = models.JSONField(default=dict)
    aim_map = models.JSONField(default=dict)
    day_from = models.PositiveSmallIntegerField()
    day_to = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "key"], name="phase_key"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return text(self.title_map, get_language())

    @property
    def aim(self) -> str:
        return text(self.aim_map, get_language())


class Exercise(LibraryRow):
    """Something to try: a list of typed fields. Immutable once published."""

    # By key, not by row: a new version of the programme makes no new exercises.
    programme_key = models.SlugField(max_length=80)
    phase_key = models.SlugField(max_length=80)
    code = models.CharField(max_length=8)
    position = models.PositiveSmallIntegerField(default=0)
    minutes = models.PositiveSmallIntegerField()
    body = models.JSONField()
    # No column: a person's own name for the problem, put in by whoever loads that person's page.
    problem_name = ""

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme_key", "key", "version"], name="exercise_version"
            )
        ]

    def words(self, name: str) -> str:
        """The text `name` of the body (purpose, intro, low_word...) in the reader's language."""
        found = self._named(self.body.get(name))
        return text(found, get_language()) if found else ""

    @property
    def fields(self) -> list[FieldSpec]:
        where = f"{self.programme_key} {self.code} {self.key}"
        return [FieldSpec.from_json(self._named(raw), where=where) for raw in self.body["fields"]]

    def _named(self, found: Any) -> Any:
        """A part of the body with a name in the places that a text keeps for the problem's."""
        general = self.body.get("problem_words")
        return named(found, general, self.problem_name) if general else found

    @property
    def audiences(self) -> list[str]:
        return self.body["audiences"]

    @property
    def default_audience(self) -> str:
        return self.body["default_audience"]

    @property
    def who(self) -> list[str]:
        return self.body["who"]

    def feeds(self, other: "Exercise") -> bool:
        """Whether what is written here is something to have beside `other`."""
        return other.key in self.body.get("feeds", ())

    @property
    def together_level(self) -> str:
        """How ready both must be where two do it together; talking unless it says less."""
        return self.body.get("together_level", "talking")

    @property
    def faces_partner(self) -> bool:
        """Whether it leads one person towards their partner, also where they come alone."""
        return self.body.get("faces_partner", False)

    @property
    def sees_outside_visitor(self) -> bool:
        """Whether it sees the problem as a visitor, or coping as strength: never under a flag."""
        return self.body.get("outside_visitor", False)

    @property
    def opens_as_pair(self) -> bool:
        """Whether two answers to it may open together, each unseen until both agreed."""
        return self.body.get("pair", False)

    @property
    def opens_in_pair(self) -> list[str]:
        """Fields that go no further than the therapist, but for a pair: a guess of the other's."""
        return self.body.get("opens_in_pair", [])

    @property
    def until_screened(self) -> list[str]:
        """Fields that lead to the partner: they rest until each person was asked alone."""
        return self.body.get("until_screened", [])


class QuestionBank(LibraryRow):
    """Questions that a therapist may ask, by phase."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="bank_version")]


class Question(models.Model):
    """One question; without a phase it fits any."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bank = models.ForeignKey(QuestionBank, models.CASCADE, related_name="questions", db_index=False)
    key = models.SlugField(max_length=80)
    phase_key = models.SlugField(max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    tags = models.JSONField(default=list)
    text_map = models.JSONField()
    # The practice put it away: no plan suggests it. Of a practice's own rows alone.
    is_away = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["bank", "key"], name="question_key")]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        return text(self.text_map, get_language())


class NoteTemplate(LibraryRow):
    """The sections of a session note, in order (`body` is the list of sections)."""

    body = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="template_version")]


class Scale(LibraryRow):
    """What a score is about: bounds, step and general anchors. One axis carries one scale."""

    low = models.DecimalField(max_digits=4, decimal_places=1)
    high = models.DecimalField(max_digits=4, decimal_places=1)
    step = models.DecimalField(max_digits=3, decimal_places=1)
    low_map = models.JSONField(default=dict)
    high_map = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="scale_version")]

    @classmethod
    def in_use(cls, key: str) -> "Scale | None":
        """The current version of a scale; remembered, since a version never changes."""
        rows = cls._default_manager.filter(key=key, is_current=True)
        return remembered(f"scale {key}", rows.first)

    @property
    def ruler(self) -> Ruler:
        """What a chart draws of it, in the language being spoken."""
        return Ruler(self.low, self.high, self.low_words, self.high_words)

    @property
    def low_words(self) -> str:
        return text(self.low_map, get_language())

    @property
    def high_words(self) -> str:
        return text(self.high_map, get_language())
