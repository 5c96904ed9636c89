"""The summary for one member: their own words and what belongs to both, and nothing else.

Never in it: the other's private matter, whatever is for the author's eyes only (`self`, even the
reader's own), what was said about safety, drafts, and private reflections.
"""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from clients.access import SHOWN_TO_THERAPIST
from clients.models import Answer, CaseMember, PhaseVisit, Quote, Ritual, Score
from clients.services.kept import plain_habit
from clients.services.latest import gathered, with_few_entries
from practice.charts.words import long_date
from practice.models import Practice
from sessions.access import own_and_joint
from sessions.models import NotePart, Session
from sessions.summaries.content import Block, ClientSummary, Passage, Picture, Told
from sessions.summaries.reading import (
    MOST_ENTRIES,
    Outlines,
    answer_passage,
    day_of,
    hours,
    part_passage,
    ruler,
    score_lines,
    stays,
)

# Where an exercise belongs: by a kind of field that it has, else by its phase.
# Kinds first: a log or an experiment tells the same thing in whatever phase it is given.
BY_KIND = {"log_entry": "better", "experiment": "tried", "pairs": "ahead"}
BY_PHASE = {
    "partnership": "hopes",
    "resources": "strengths",
    "vision": "hopes",
    "exceptions": "better",
    "action": "tried",
    "consolidation": "ahead",
}
# (section, its fields) of a signed note that are taken up; what is not named here never is.
FROM_NOTES: dict[tuple[str, tuple[str, ...]], str] = {
    ("own_words", ("quotes",)): "words",
    ("what_is_better", ("text",)): "better",
    ("exceptions", ("text",)): "better",
    ("coping_resources", ("text",)): "strengths",
    ("pain_and_hope", ("hope",)): "hopes",
    ("pain_and_hope", ("pain", "larger_change")): "hard",
    ("experiment", ("text",)): "tried",
    ("next", ("text",)): "next",
}
# Kinds of kept words. A name for the trouble stands in the texts of exercises, and nowhere else.
FROM_KEPT = {
    Quote.Kind.WORDS: "words",
    Quote.Kind.PROTECT: "strengths",
    Quote.Kind.INNER: "ahead",
}
ORDER = ("hopes", "words", "better", "strengths", "hard", "tried", "ahead", "next")


class _Found(NamedTuple):
    block: str
    passage: Passage


def client_summary(member: CaseMember) -> ClientSummary:
    """Put together afresh from the rows, in the member's own language."""
    scores = _scores(member)
    with override(member.client.language):  # whoever makes it, and in whatever language they work
        return ClientSummary(
            made_on=day_of(timezone.now()).isoformat(),
            language=member.client.language,
            is_couple=member.case.is_couple,
            you=member.position.lower(),
            picture=_picture(member, scores),
            blocks=tuple(_blocks(_all_found(member, scores))),
            crisis_line=Practice.load().help_line,
        )


def titles() -> dict[str, str]:
    """The headings of the blocks."""
    return {
        "hopes": _("What matters to you, and what you hope for"),
        "words": _("Words worth keeping"),
        "better": _("What has been better"),
        "strengths": _("What you have and do already"),
        "hard": _("What is still hard"),
        "tried": _("What you tried, and what you learnt"),
        "ahead": _("For the days ahead"),
        "next": _("The next step"),
    }


def _all_found(member: CaseMember, scores: Iterable[Score]) -> list[_Found]:
    """In the order in which a block tells them."""
    return [
        *_from_answers(member),
        *_from_notes(member),
        *_from_kept(member),
        _habits(member),
        _beside(scores),
    ]


def _scores(member: CaseMember) -> list[Score]:
    return list(
        Score.objects.filter(own_and_joint(member, "taken_at__date"), case=member.case_id)
        .filter(audience__in=SHOWN_TO_THERAPIST)
        .select_related("member", "scale")
        .order_by("taken_at", "pk")
    )


def _picture(member: CaseMember, scores: list[Score]) -> Picture:
    visits = PhaseVisit.objects.filter(
        own_and_joint(member, "entered_on"), journey__case=member.case_id
    )
    attended = Session.objects.filter(attendances__member=member, starts_at__lte=timezone.now())
    key = member.position.lower()
    names = {key: _("You"), "joint": _("Together")}
    return Picture(
        ruler=ruler(scores),
        lines=score_lines(scores, names),
        stays=stays(visits.select_related("phase", "member"), {key: ""}),
        hours=hours(attended.order_by("starts_at", "pk"), {}),
    )


def _from_answers(member: CaseMember) -> Iterable[_Found]:
    # Own words for nobody else stay out as well: a printed page may be found by anybody.
    found = Answer.objects.filter(
        own_and_joint(member, "created_at__date"), assignment__case=member.case_id
    ).told_to_staff()
    answers = with_few_entries(found, MOST_ENTRIES).select_related("assignment__exercise")
    for told in gathered(answers.order_by("created_at", "happened_on", "pk")):
        exercise = told[0].assignment.exercise
        kinds = {spec.kind for spec in exercise.fields}
        by_kind = next((block for kind, block in BY_KIND.items() if kind in kinds), None)
        yield _Found(by_kind or BY_PHASE.get(exercise.phase_key, "ahead"), answer_passage(told))


def _from_notes(member: CaseMember) -> Iterable[_Found]:
    """Of signed notes of sessions that the member was in; the next step is the last one's."""
    parts = list(
        NotePart.objects.that_count()
        .filter(own_and_joint(member, "note__therapy_session__starts_at__date"))
        .filter(
            note__therapy_session__case=member.case_id,
            note__therapy_session__attendances__member=member,
        )
        .select_related("note__therapy_session", "note__template")
        .order_by("note__therapy_session__starts_at", "pk")
    )
    outlines = Outlines()
    for part in parts:
        section = outlines.section_of(part)
        # An earlier next step has been taken or left behind: only the latest is still ahead.
        past = {"next"} if part.note_id != parts[-1].note_id else set()
        for block, only in _places_of(part):
            if section and block not in past:
                yield _Found(block, part_passage(part, section, only=only))


def _places_of(part: NotePart) -> Iterable[tuple[str, tuple[str, ...]]]:
    """The blocks that this part goes to, each with the fields that go there."""
    return [(block, only) for (key, only), block in FROM_NOTES.items() if key == part.section]


def _from_kept(member: CaseMember) -> Iterable[_Found]:
    """The person's own kept words, each kind in one place; what was put away stays out."""
    kept = Quote.objects.filter(member=member, case=member.case_id, retired_at=None)
    shown = list(kept.filter(audience__in=SHOWN_TO_THERAPIST).order_by("kept_at", "pk"))
    for kind, block in FROM_KEPT.items():
        words = tuple(row.words for row in shown if row.kind == kind and row.words)
        yield _Found(block, _gathered(_("What you kept"), words))


def _habits(member: CaseMember) -> _Found:
    """Own habits and joint ones that are lived now."""
    own = Ritual.objects.filter(own_and_joint(member, "since"), case=member.case_id)
    lived = own.filter(retired_on=None, audience__in=SHOWN_TO_THERAPIST).order_by("since", "pk")
    told = tuple(" · ".join(plain_habit(row).split("\n")) for row in lived)
    return _Found("ahead", _gathered(_("Small habits"), told))


def _beside(scores: Iterable[Score]) -> _Found:
    """The words that stand beside a number, each with its day and its number."""
    told = tuple(
        Told(f"{long_date(day_of(row.taken_at))}: {row.shown}", (row.words,))
        for row in scores
        if row.words
    )
    return _Found("words", Passage(_("Beside your numbers"), "", told))


def _gathered(title: str, lines: tuple[str, ...]) -> Passage:
    return Passage(title, "", (Told("", lines),) if lines else ())


def _blocks(found: Iterable[_Found]) -> Iterable[Block]:
    by_block: dict[str, list[Passage]] = {}
    for one in found:
        if one.passage.told:
            by_block.setdefault(one.block, []).append(one.passage)
    headings = titles()
    for key in ORDER:
        if key in by_block:
            yield Block(headings[key], tuple(by_block[key]))
