"""What is published about each instrument: its range, direction, scoring, limits and licence.

Figures only, each row with its source. The words of an instrument's questions come from a file
that the practice loads; where a licence forbids that, a total is typed in.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FREE = _("Free to use.")
ASK = _("Ask its authors before you use it.")
NO_SCREEN = _("Its licence allows no electronic copy. Use the paper form and type in the total.")
CSI_TERMS = _("Free for clinical work and research.")
WHO_TERMS = _("Free to use. The edition of 2024 may not be sold, and copies keep its licence.")


class Rule(StrEnum):
    """How the points of the questions become the total."""

    SUM = "sum"
    FOURFOLD = "fourfold"  # the sum times four, so that the range ends at 100
    SCALES = "scales"  # no total of its own: the mean of each scale


@dataclass(frozen=True)
class Limit:
    """A score at which the published meaning changes; `upwards`: from it on, else up to it."""

    at: float
    upwards: bool
    meaning: str  # a key of MEANINGS


MEANINGS = {
    "low": _("low well-being"),
    "likely": _("depression is likely; ask"),
    "mild": _("mild"),
    "moderate": _("moderate"),
    "rather_severe": _("moderately severe"),
    "severe": _("severe"),
    "distressed": _("a couple that suffers"),
    "alliance": _("talk about how we work together"),
    "clinical": _("in the clinical range"),
}


@dataclass(frozen=True)
class Facts:
    """One instrument. Scores in points; None or empty where nothing is published."""

    key: str
    name: str
    items: int
    low: float
    high: float
    higher_is_better: bool
    source: str
    licence: Promise
    rule: Rule = Rule.SUM
    reversed_items: tuple[int, ...] = ()  # counted from 1
    scales: tuple[tuple[str, tuple[int, ...]], ...] = ()  # name and items, counted from 1
    limits: tuple[Limit, ...] = ()
    # The limit that a change is measured against: the clinical side holds the limit itself.
    cutoff: float | None = None
    change: float | None = None  # points from which a change is published as reliable
    alpha: tuple[float, float] | None = None  # lowest and highest published
    retest: float | None = None
    mean: float | None = None
    sd: float | None = None
    may_prorate: bool = False  # where the practice switches it on
    safety_item: int | None = None  # any answer above 0 asks the therapist to talk about safety
    on_screen: bool = True
    loinc: str = ""
    item_codes: tuple[str, ...] = ()  # LOINC, in the order of the questions


def _up(*pairs: tuple[float, str]) -> tuple[Limit, ...]:
    return tuple(Limit(at, True, meaning) for at, meaning in pairs)


def _down(*pairs: tuple[float, str]) -> tuple[Limit, ...]:
    return tuple(Limit(at, False, meaning) for at, meaning in pairs)


FUNK = "Funk & Rogge (2007), Journal of Family Psychology 21, 572-583"
ROWS = (
    Facts(
        "who-5", "WHO-5", 5, 0, 100, True,
        "Topp et al. (2015), Psychotherapy and Psychosomatics 84, 167-176",
        WHO_TERMS, rule=Rule.FOURFOLD, limits=_down((28, "likely"), (50, "low")), cutoff=50,
        change=10, alpha=(0.8, 0.9),
    ),
    Facts(
        "phq-9", "PHQ-9", 9, 0, 27, False,
        "Kroenke, Spitzer & Williams (2001), Journal of General Internal Medicine 16, 606-613",
        FREE, limits=_up((5, "mild"), (10, "moderate"), (15, "rather_severe"), (20, "severe")),
        cutoff=10, change=6, alpha=(0.86, 0.89), retest=0.84, may_prorate=True, safety_item=9,
        loinc="44249-1",
        item_codes=(
            "44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5", "44253-3",
            "44260-8",
        ),
    ),
    Facts(
        "gad-7", "GAD-7", 7, 0, 21, False,
        "Spitzer et al. (2006), Archives of Internal Medicine 166, 1092-1097",
        FREE, limits=_up((5, "mild"), (10, "moderate"), (15, "severe")),
        cutoff=8, change=4, alpha=(0.92, 0.92), retest=0.83, may_prorate=True, loinc="69737-5",
        item_codes=(
            "69725-0", "68509-9", "69733-4", "69734-2", "69735-9", "69689-8", "69736-7",
        ),
    ),
    Facts(
        "csi-4", "CSI-4", 4, 0, 21, True, FUNK, CSI_TERMS, limits=_down((13.5, "distressed")),
        cutoff=13.5, alpha=(0.94, 0.94), mean=16, sd=4,
    ),
    Facts(
        "csi-16", "CSI-16", 16, 0, 81, True, FUNK, CSI_TERMS, limits=_down((51.5, "distressed")),
        cutoff=51.5, alpha=(0.98, 0.98), mean=61, sd=17,
    ),
    Facts(
        "csi-32", "CSI-32", 32, 0, 161, True, FUNK, CSI_TERMS, limits=_down((104.5, "distressed")),
        cutoff=104.5, alpha=(0.98, 0.98), mean=121, sd=32,
    ),
    Facts(
        "ras", "RAS", 7, 7, 35, True,
        "Hendrick (1988), Journal of Marriage and the Family 50, 93-98",
        ASK, reversed_items=(4, 7), alpha=(0.86, 0.86), retest=0.85,
    ),
    Facts(
        "ecr-rs", "ECR-RS", 9, 1, 7, False,
        "Fraley et al. (2011), Psychological Assessment 23, 615-625",
        ASK, rule=Rule.SCALES, reversed_items=(1, 2, 3, 4), alpha=(0.8, 1),
        scales=(("avoidance", (1, 2, 3, 4, 5, 6)), ("anxiety", (7, 8, 9))),
    ),
    Facts(
        "rdas", "RDAS", 14, 0, 69, True,
        "Anderson et al. (2014), Journal of Marital and Family Therapy 40, 525-534",
        ASK, limits=_down((47.31, "distressed")), cutoff=47.31, change=11.58,
    ),
    Facts(
        "ors", "ORS", 4, 0, 40, True,
        "Miller et al. (2003), Journal of Brief Therapy 2, 91-100",
        NO_SCREEN, limits=_down((25, "clinical")), cutoff=25, change=5, on_screen=False,
    ),
    Facts(
        "srs", "SRS", 4, 0, 40, True,
        "Duncan et al. (2003), Journal of Brief Therapy 3, 3-12",
        NO_SCREEN, limits=_down((36, "alliance")), cutoff=36, on_screen=False,
    ),
)  # fmt: skip
REGISTRY = {row.key: row for row in ROWS}


def facts_of(codes: set[str], items: set[str]) -> Facts | None:
    """The instrument that LOINC codes point to: its own, or those of all its questions."""
    for row in ROWS:
        if row.loinc and row.loinc in codes:
            return row
        # A shorter instrument may borrow some of the questions, never all of them.
        if row.item_codes and items.issuperset(row.item_codes):
            return row
    return None
