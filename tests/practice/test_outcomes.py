"""Change by a standard measure: the worked examples of the paper, both directions, bad figures."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice.outcomes import (
    Change,
    CoupleChange,
    classify,
    couple_class,
    cutoff,
    expected_range,
    reliable_change,
    standard_error,
)

# The imaginary measure of Jacobson and Truax (1991): clinical 40, functional 60, both SD 7.5.
NORMS = (40, 7.5, 60, 7.5)
MEASURE: dict[str, Any] = {"sd": 7.5, "reliability": 0.80}
score = st.floats(-500, 500)
sds, reliabilities = st.floats(0.1, 100), st.floats(0, 0.99)


def test_the_papers_own_example() -> None:
    assert round(standard_error(7.5, 0.80), 3) == 3.354
    assert round(math.sqrt(2) * standard_error(7.5, 0.80), 3) == 4.743
    assert round(reliable_change(32.5, 47.5, **MEASURE), 3) == 3.162
    cuts = [cutoff(method, *NORMS, higher_is_better=True) for method in "abc"]
    assert cuts == [55, 45, 50]
    classes = [classify(32.5, 47.5, **MEASURE, cutoff=cut) for cut in cuts]
    assert classes == [Change.IMPROVED, Change.RECOVERED, Change.IMPROVED]


@pytest.mark.parametrize(
    ("change", "index"), [(-8, -2.530), (-4, -1.265), (0, 0), (4, 1.265), (8, 2.530)]
)
def test_a_second_measure_in_both_directions(change: int, index: float) -> None:
    figures: dict[str, Any] = {"sd": 5, "reliability": 0.80}
    assert round(reliable_change(20, 20 + change, **figures), 3) == index
    assert round(reliable_change(20, 20 + change, **figures, higher_is_better=False), 3) == -index


def test_the_cut_offs_turn_round_where_lower_is_better() -> None:
    # The same two groups mirrored: the clinical one has the high scores now.
    cuts = [cutoff(method, 60, 7.5, 40, 7.5, higher_is_better=False) for method in "abc"]
    assert cuts == [45, 55, 50]
    assert cutoff("c", 10, 2, 20, 6, higher_is_better=True) == 12.5  # nearer to the closer group
    assert cutoff("a", 40, 7.5, None, None, higher_is_better=True) == 55
    assert cutoff("b", None, None, 60, 7.5, higher_is_better=True) == 45


@pytest.mark.parametrize(
    ("pre", "post", "cut", "expected"),
    [
        (32.5, 47.5, 47.4, Change.RECOVERED),
        (32.5, 47.5, 47.5, Change.IMPROVED),  # at the cut-off: nothing is crossed yet
        (47.5, 62.5, 47.5, Change.RECOVERED),  # began at it, so on the clinical side
        (47.5, 62.5, 47.4, Change.IMPROVED),  # began beyond it
        (32.5, 47.5, None, Change.IMPROVED),
        (49, 51, 50, Change.UNCHANGED),  # crossed, and yet within chance
        (50, 40, 45, Change.DETERIORATED),
    ],
)
def test_a_class_asks_for_a_reliable_change_and_a_crossing(
    pre: float, post: float, cut: float | None, expected: Change
) -> None:
    assert classify(pre, post, **MEASURE, cutoff=cut) is expected
    mirrored = classify(-pre, -post, **MEASURE, cutoff=cut and -cut, higher_is_better=False)
    assert mirrored is expected


@given(score, score, sds, reliabilities)
def test_what_lies_in_the_expected_range_is_unchanged(
    pre: float, post: float, sd: float, reliability: float
) -> None:
    low, high = expected_range(pre, sd=sd, reliability=reliability)
    assert math.isclose(high - pre, pre - low, abs_tol=1e-9)
    found = classify(pre, post, sd=sd, reliability=reliability)
    if min(abs(post - low), abs(post - high)) > 1e-6:  # but for the rounding at its very ends
        assert (found is Change.UNCHANGED) == (low < post < high)


@given(score, score, score, sds, reliabilities)
def test_the_direction_mirrors_every_class(
    pre: float, post: float, cut: float, sd: float, reliability: float
) -> None:
    figures: dict[str, Any] = {"sd": sd, "reliability": reliability}
    ours = classify(pre, post, **figures, cutoff=cut)
    assert ours is classify(-pre, -post, **figures, cutoff=-cut, higher_is_better=False)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("recovered", "improved", CoupleChange.BOTH),
        ("improved", "unchanged", CoupleChange.ONE),
        ("unchanged", "unchanged", CoupleChange.NEITHER),
        ("recovered", "deteriorated", CoupleChange.ANY_WORSE),
        ("deteriorated", "deteriorated", CoupleChange.ANY_WORSE),
    ],
)
def test_a_couple_has_the_pair_of_classes(first: str, second: str, expected: CoupleChange) -> None:
    assert couple_class(first, second) is couple_class(second, first) is expected


@pytest.mark.parametrize(
    ("argument", "call"),
    [
        ("sd", lambda: standard_error(0, 0.8)),
        ("sd", lambda: standard_error(-1, 0.8)),
        ("sd", lambda: standard_error(math.nan, 0.8)),
        ("reliability", lambda: standard_error(5, 1.01)),
        ("reliability", lambda: standard_error(5, -0.01)),
        ("reliability", lambda: standard_error(5, math.nan)),
        ("reliability", lambda: reliable_change(1, 2, sd=5, reliability=1)),
        ("pre", lambda: reliable_change(math.nan, 2, **MEASURE)),
        ("post", lambda: reliable_change(1, math.inf, **MEASURE)),
        ("pre", lambda: expected_range(math.inf, **MEASURE)),
        ("cutoff", lambda: classify(1, 50, **MEASURE, cutoff=math.nan)),
        ("method", lambda: cutoff("d", *NORMS, higher_is_better=True)),
        ("clinical_sd", lambda: cutoff("c", 40, 0, 60, 7.5, higher_is_better=True)),
        ("clinical_mean", lambda: cutoff("a", None, 7.5, 60, 7.5, higher_is_better=True)),
        ("functional_sd", lambda: cutoff("b", 40, 7.5, 60, None, higher_is_better=True)),
        ("functional_mean", lambda: cutoff("c", 40, 7.5, math.nan, 7, higher_is_better=True)),
        ("first", lambda: couple_class("better", "improved")),
        ("second", lambda: couple_class("improved", "")),
    ],
)
def test_a_bad_figure_is_named(argument: str, call: Any) -> None:
    with pytest.raises(ValueError, match=rf"^{argument} "):
        call()


def test_without_any_reliability_the_error_is_the_whole_spread() -> None:
    assert standard_error(5, 0) == 5
    assert standard_error(5, 1) == 0
