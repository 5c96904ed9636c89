"""Logs: kinds whose entries come one by one over time, each of them an answer of its own."""

from abc import abstractmethod
from collections.abc import Iterable
from datetime import date
from typing import ClassVar, cast

from practice.fields import registry
from practice.fields.base import FieldSpec, Kind, Value


class Log(Kind):
    """A kind that repeats; the value of one of its answers holds exactly one entry."""

    repeats: ClassVar[bool] = True

    @abstractmethod
    def captured(
        self, spec: FieldSpec, line: str, when: date | str, *, is_hard: bool = False
    ) -> Value | None:
        """An entry of one line, at a day or at a time in words; None for an empty line.

        With `is_hard` it takes the other way in, where the log has one.
        """

    @abstractmethod
    def line_limit(self, spec: FieldSpec) -> int:
        """How many characters that line may have; 0 where no part of an entry takes a line."""

    @abstractmethod
    def other_way(self, spec: FieldSpec, language: str) -> str:
        """The name of the other way in (nothing was better); empty where there is none."""

    @abstractmethod
    def look_back(self, spec: FieldSpec, language: str) -> list[str]:
        """Questions that help to search an earlier time, one step after the other."""

    @abstractmethod
    def split(self, value: Value) -> dict[str, Value]:
        """A value of many entries as one value for each, by the id of the entry."""

    @abstractmethod
    def marked(self, value: Value, mark: str) -> Value:
        """The value of one entry, which goes by the id `mark` from now on."""

    @abstractmethod
    def happened_on(self, value: Value) -> date | None:
        """The day of the entry; None where its time was given in words."""

    @abstractmethod
    def when(self, value: Value) -> str:
        """The day of the entry, or its time in words, as a reader sees it."""

    @abstractmethod
    def texts(self, spec: FieldSpec, value: Value) -> list[str]:
        """Everything that was typed into the entry, the words that it is known by first."""

    @abstractmethod
    def tags(self, spec: FieldSpec, value: Value, language: str) -> list[str]:
        """What an entry was marked with, by a tap."""


def log_field(specs: Iterable[FieldSpec]) -> FieldSpec | None:
    """The field that makes its exercise a log, if there is one."""
    return next((spec for spec in specs if registry.get(spec.kind).repeats), None)


def kind_of(spec: FieldSpec) -> Log:
    return cast(Log, registry.get(spec.kind))
