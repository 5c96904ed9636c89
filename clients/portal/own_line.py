"""The chart of one person: own and jointly agreed scores, drawn honestly also for none or one."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Score
from practice.charts import shapes, svg, words
from practice.models import Scale

LATEST = 5


def line_context(scores: Sequence[Score], scale: Scale) -> dict[str, Any]:
    """What the progress page shows: sentence, drawing, table, and the latest places with words."""
    ruler = shapes.Scale(
        low=scale.low,
        high=scale.high,
        low_label=scale.low_words,
        high_label=scale.high_words,
    )
    scores = [score for score in scores if score.scale.key == scale.key]
    is_b = any(score.member and score.member.position == "B" for score in scores)
    key: shapes.Key = "b" if is_b else "a"
    own = shapes.Series(key, _("You"), _points(s for s in scores if s.member_id is not None))
    joint = shapes.Series("joint", _("Together"), _points(s for s in scores if s.member_id is None))
    series = [one for one in (own, joint) if one.points] or [own]
    sentence = words.sentence(series, ruler, you=key)
    table = words.table(series)
    return {
        "sentence": sentence,
        "drawing": svg.charts(
            series, scale=ruler, prefix="line", title=_("Your line"), description=sentence
        ),
        "head": table.columns,
        "rows": [[row.on, *(cell.text for cell in row.cells)] for row in table.rows],
        "latest": [score for score in reversed(scores) if score.member_id][:LATEST],
    }


def _points(scores: Any) -> tuple[shapes.Point, ...]:
    return tuple(
        shapes.Point(on=timezone.localtime(score.taken_at), low=score.low, high=score.high)
        for score in scores
    )
