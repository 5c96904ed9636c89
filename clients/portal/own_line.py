"""The chart of one person: own and jointly agreed scores, drawn honestly also for none or one."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Score
from practice.charts import svg, words
from practice.charts.shapes import Key, Series
from practice.models import Scale

LATEST = 5


def line_context(scores: Sequence[Score], scale: Scale) -> dict[str, Any]:
    """What the progress page shows: sentence, drawing, table, and the latest places with words."""
    own, joint = _on(scale, scores)
    key = _key(own)
    both = (_series(key, _("You"), own), _series("joint", _("Together"), joint))
    series = [one for one in both if one.points] or [both[0]]
    sentence = words.sentence(series, scale.ruler, you=key)
    table = words.table(series)
    return {
        "sentence": sentence,
        "drawing": svg.charts(
            series, scale=scale.ruler, prefix="line", title=_("Your line"), description=sentence
        ),
        "head": table.columns,
        "rows": table.lines,
        "latest": list(reversed(own))[:LATEST],
    }


def _on(scale: Scale, scores: Iterable[Score]) -> tuple[list[Score], list[Score]]:
    """Own and joint places on this scale."""
    # One axis carries one scale: places on an older one would mislead beside these.
    here = [score for score in scores if score.scale.key == scale.key]
    return [score for score in here if score.member], [score for score in here if not score.member]


def _key(own: Sequence[Score]) -> Key:
    """The colour that the therapist's chart gives the same person."""
    return "b" if any(score.member and score.member.position == "B" for score in own) else "a"


def _series(key: Key, name: str, scores: Iterable[Score]) -> Series:
    """On the reader's own clock, which the page has set."""
    zone = timezone.get_current_timezone()
    return Series(key, name, tuple(score.point(zone) for score in scores))
