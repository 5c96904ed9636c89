"""Scores that grow out of answers: a scale field with a series places its person on that scale."""

from collections.abc import Sequence
from datetime import datetime

from clients.models import Answer, Score
from clients.models.reach import audience_of
from practice.fields import registry
from practice.fields.base import FieldSpec
from practice.models import Practice, Scale


def place_scores(answer: Answer, specs: Sequence[FieldSpec], *, now: datetime) -> None:
    """Write, correct or take away the scores of the fields `specs` that were just saved.

    One answer places its person once a day: a change on the same day corrects the score, one on
    a later day adds the next, so that an earlier place is never moved.
    """
    for spec in specs:
        series = spec.options.get("series")
        scale = Scale.in_use(series) if series else None
        if scale is not None:
            _place(answer, spec, scale, now)


def _place(answer: Answer, spec: FieldSpec, scale: Scale, now: datetime) -> None:
    place = registry.get(spec.kind).scores(spec, answer.data.get(spec.key))
    told = _told_today(answer, scale, now)
    if place is None:
        if told is not None:
            told.delete()
        return
    score = told or Score(case_id=answer.assignment.case_id, member_id=answer.member_id)
    score.scale, score.source, score.source_id = scale, Score.Source.PORTAL, answer.pk
    score.low, score.high, score.taken_at = place["low"], place["high"], now
    score.audience = audience_of(answer, spec)
    score.save()


def _told_today(answer: Answer, scale: Scale, now: datetime) -> Score | None:
    practice = Practice.load()
    midnight = practice.instant(practice.local(now).date())
    told = Score.objects.filter(
        source=Score.Source.PORTAL, source_id=answer.pk, scale__key=scale.key
    )
    return told.filter(taken_at__gte=midnight).order_by("taken_at").last()


def scores_follow(answer: Answer) -> None:
    """After a change of audience: the scores told in this answer reach the same people."""
    for spec in answer.assignment.exercise.fields:
        if series := spec.options.get("series"):
            told = Score.objects.filter(source_id=answer.pk, scale__key=series)
            told.update(audience=audience_of(answer, spec))
