"""Reliable and clinically significant change, for standard measures alone.

Pure arithmetic after Jacobson, N. S., & Truax, P. (1991). Clinical significance: a statistical
approach to defining meaningful change in psychotherapy research. Journal of Consulting and
Clinical Psychology, 59(1), 12-19. The 1-10 scale has no norms and no reliability, so that nothing
here is ever asked about it.
"""

import math
from enum import StrEnum

RELIABLE = 1.96  # two-sided, 5 % of chance movements lie beyond it


class Method(StrEnum):
    """Which norms a cut-off comes from; the paper's own letters."""

    CLINICAL = "a"  # two standard deviations beyond the clinical mean
    FUNCTIONAL = "b"  # within two standard deviations of the functional mean
    BOTH = "c"  # where a person is as likely to belong to the one as to the other


class Change(StrEnum):
    RECOVERED = "recovered"  # reliable, and across the cut-off from the clinical side
    IMPROVED = "improved"
    UNCHANGED = "unchanged"
    DETERIORATED = "deteriorated"


class CoupleChange(StrEnum):
    BOTH = "both"
    ONE = "one"
    NEITHER = "neither"
    ANY_WORSE = "any_worse"


BETTER = {Change.RECOVERED, Change.IMPROVED}


def standard_error(sd: float, reliability: float) -> float:
    """The standard error of measurement, in points of the measure: sd * sqrt(1 - reliability).

    `sd` is above 0, `reliability` (test-retest or alpha) from 0 to 1. ValueError names the
    argument that is not.
    """
    _positive("sd", sd)
    if not 0 <= reliability <= 1:
        raise ValueError(f"reliability must lie from 0 to 1, not {reliability!r}")
    return sd * math.sqrt(1 - reliability)


def reliable_change(
    pre: float, post: float, *, sd: float, reliability: float, higher_is_better: bool = True
) -> float:
    """The reliable change index of one person; positive is towards the better.

    The change in points divided by the standard error of a difference, sqrt(2) * SE; beyond 1.96
    either way it is hardly chance. `reliability` must be below 1: a measure without any error
    leaves nothing to divide by. ValueError names the argument that is wrong.
    """
    moved = _moved(pre, post, higher_is_better=higher_is_better)
    return moved / _difference_error(sd, reliability)


def expected_range(pre: float, *, sd: float, reliability: float) -> tuple[float, float]:
    """Lowest and highest second score, in points, that chance alone still explains after `pre`.

    Not held to the bounds of the measure. Same errors as `reliable_change`.
    """
    _finite("pre", pre)
    reach = RELIABLE * _difference_error(sd, reliability)
    return pre - reach, pre + reach


def cutoff(
    method: str,
    clinical_mean: float | None,
    clinical_sd: float | None,
    functional_mean: float | None,
    functional_sd: float | None,
    *,
    higher_is_better: bool,
) -> float:
    """The score, in points, at which a person leaves the clinical group.

    `method` is "a" (needs the clinical norms), "b" (needs the functional ones) or "c" (needs
    both; preferred where they exist). Norms that the method does not need may be None. Where
    lower is better, a and b look the other way. ValueError names the argument that is wrong.
    """
    try:
        chosen = Method(method)
    except ValueError:
        raise ValueError(f"method must be a, b or c, not {method!r}") from None
    sign = 1 if higher_is_better else -1
    if chosen is Method.CLINICAL:
        mean, sd = _norm("clinical", clinical_mean, clinical_sd)
        return mean + sign * 2 * sd
    if chosen is Method.FUNCTIONAL:
        mean, sd = _norm("functional", functional_mean, functional_sd)
        return mean - sign * 2 * sd
    m1, s1 = _norm("clinical", clinical_mean, clinical_sd)
    m0, s0 = _norm("functional", functional_mean, functional_sd)
    return (s0 * m1 + s1 * m0) / (s0 + s1)


def classify(
    pre: float,
    post: float,
    *,
    sd: float,
    reliability: float,
    cutoff: float | None = None,
    higher_is_better: bool = True,
) -> Change:
    """What became of one person between two scores of one measure, in points.

    Recovered asks for both: a reliable change, and a crossing from the clinical side of `cutoff`
    to the other. A score at the cut-off itself has crossed nothing yet. Without a cut-off nobody
    is called recovered. Same errors as `reliable_change`; `cutoff` must be a number or None.
    """
    index = reliable_change(
        pre, post, sd=sd, reliability=reliability, higher_is_better=higher_is_better
    )
    if index < -RELIABLE:
        return Change.DETERIORATED
    if index <= RELIABLE:
        return Change.UNCHANGED
    crossed = crosses(pre, post, cutoff, higher_is_better=higher_is_better)
    return Change.RECOVERED if crossed else Change.IMPROVED


def crosses(pre: float, post: float, cutoff: float | None, *, higher_is_better: bool) -> bool:
    """Whether a person went from the clinical side of `cutoff`, which holds it, to the other."""
    if cutoff is None:
        return False
    _finite("cutoff", cutoff)
    return pre <= cutoff < post if higher_is_better else post < cutoff <= pre


def couple_class(first: str, second: str) -> CoupleChange:
    """One word for the pair of classes of two partners, in either order.

    Anyone's reliable worsening comes before what the other gained. ValueError names the class
    that is none.
    """
    pair = [_class(name, value) for name, value in (("first", first), ("second", second))]
    if Change.DETERIORATED in pair:
        return CoupleChange.ANY_WORSE
    better = sum(one in BETTER for one in pair)
    return (CoupleChange.NEITHER, CoupleChange.ONE, CoupleChange.BOTH)[better]


def _moved(pre: float, post: float, *, higher_is_better: bool) -> float:
    _finite("pre", pre)
    _finite("post", post)
    return post - pre if higher_is_better else pre - post


def _difference_error(sd: float, reliability: float) -> float:
    error = math.sqrt(2) * standard_error(sd, reliability)
    if error == 0:
        raise ValueError("reliability must be below 1: there is no error to measure a change by")
    return error


def _norm(group: str, mean: float | None, sd: float | None) -> tuple[float, float]:
    if mean is None:
        raise ValueError(f"{group}_mean is needed for this method")
    if sd is None:
        raise ValueError(f"{group}_sd is needed for this method")
    _finite(f"{group}_mean", mean)
    _positive(f"{group}_sd", sd)
    return mean, sd


def _class(name: str, value: str) -> Change:
    try:
        return Change(value)
    except ValueError:
        raise ValueError(f"{name} must be a class of change, not {value!r}") from None


def _finite(name: str, value: float) -> None:
    if not math.isfinite(value):
        raise ValueError(f"{name} must be a number, not {value!r}")


def _positive(name: str, value: float) -> None:
    _finite(name, value)
    if value <= 0:
        raise ValueError(f"{name} must be above 0, not {value!r}")
