"""What two scores of one person on one measure say, by what is published for it."""

from practice.instruments.facts import Facts
from practice.outcomes import Change, classify, crosses


def change_by(facts: Facts | None, pre: float, post: float) -> Change | None:
    """The class of a change in points; None where nothing is published to tell it by.

    By the number of points that its authors call reliable, where they name one (at least so
    many); else by the reliable change index, from the spread and the lowest alpha.
    """
    if facts is None:
        return None
    if facts.change is not None:
        return _by_points(facts, facts.change, pre, post)
    if facts.sd is None or facts.alpha is None:
        return None
    return classify(
        pre,
        post,
        sd=facts.sd,
        reliability=facts.alpha[0],
        cutoff=facts.cutoff,
        higher_is_better=facts.higher_is_better,
    )


def meaning_of(facts: Facts | None, score: float) -> str:
    """The published meaning of a score, a key of MEANINGS; empty where none is published."""
    if facts is None:
        return ""
    reached = [one for one in facts.limits if (score >= one.at if one.upwards else score <= one.at)]
    # Of several the one furthest in: the highest of those from, the lowest of those up to.
    reached.sort(key=lambda one: one.at if one.upwards else -one.at)
    return reached[-1].meaning if reached else ""


def _by_points(facts: Facts, points: float, pre: float, post: float) -> Change:
    moved = post - pre if facts.higher_is_better else pre - post
    if moved <= -points:
        return Change.DETERIORATED
    if moved < points:
        return Change.UNCHANGED
    crossed = crosses(pre, post, facts.cutoff, higher_is_better=facts.higher_is_better)
    return Change.RECOVERED if crossed else Change.IMPROVED
