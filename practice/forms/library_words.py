"""What the library's editor calls things; a name that is not listed here is shown as it is."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

KINDS: dict[str, Words] = {
    "short_text": _("Short answer"),
    "long_text": _("Long answer"),
    "choice": _("Choice"),
    "list": _("List"),
    "ranked_list": _("List in an order"),
    "scale": _("Place on a scale"),
    "pairs": _("Pairs"),
    "log_entry": _("Log of moments"),
    "timed_turns": _("Turns by the clock"),
    "pick_from": _("Pick from earlier answers"),
    "experiment": _("Experiment"),
    "daily_check": _("A tap a day"),
    "picture": _("Picture"),
}

LABELS: dict[str, tuple[Words, Words]] = {
    "title": (_("Title"), ""),
    "summary": (_("What it is"), _("Read by those who choose it, and by people who start it.")),
    "aim": (_("Aim"), ""),
    "purpose": (_("What it is for"), _("The first thing that people read.")),
    "intro": (_("How to do it"), ""),
    "low_word": (_("With few words"), _("A way through with taps and picks, in two minutes.")),
    "content_note": (_("A note before it starts"), _("When looking back can stir things up.")),
    "therapist_sees": (_("What reaches you"), _("For those who give it; people do not read it.")),
    "for_one": (_("The version for one"), _("For one person alone, in words that blame nobody.")),
    "code": (_("Code"), _("Such as E4. It stands before the title on your pages.")),
    "minutes": (_("Minutes"), ""),
    "day_from": (_("From day"), ""),
    "day_to": (_("To day"), _("A guide, not a lock. Empty means open.")),
    "who": (_("Who does it"), ""),
    "audiences": (_("Who people may show it to"), ""),
    "default_audience": (
        _("Who sees it at first"),
        _("Never the partner: that is a step that people take themselves."),
    ),
    "feeds": (_("Shows up again in"), ""),
    "finish": (_("When it is done"), ""),
    "at_least": (_("This many of them are enough"), _("Empty means the marked fields decide.")),
    "of": (_("Out of these fields"), ""),
    "together_level": (_("How ready both are for it together"), ""),
    "faces_partner": (_("It faces the partner, also for one person"), ""),
    "outside_visitor": (_("It speaks of the problem as a visitor from outside"), ""),
    "pair": (_("Two people answer unseen, and open both answers together"), ""),
    "problem_words": (
        _("With the person’s own name for the problem"),
        _("Stands in place of the general words once they have named it."),
    ),
    "rough_day": (_("Stands by on hard days"), ""),
    "unless_flagged": (_("Left out under a safety concern"), ""),
    "until_screened": (_("Left out until both were asked alone"), ""),
    "letter_to": (_("A letter can be printed for each name in"), ""),
    "letter_tells": (_("The letter holds the words of"), ""),
    "beside": (_("Shown beside it"), ""),
    "keeps": (
        _("What can stay as a habit"),
        _("One tap makes it a habit of theirs; what is written to it can always be kept as words."),
    ),
    "field": (_("What is written to"), ""),
    "name": (_("The habit is called by"), ""),
    "cue": (_("It comes when"), ""),
    "chosen": (_("It is made at once when they choose"), ""),
    "prompt": (_("Question"), ""),
    "help": (_("A line of help"), ""),
    "required": (_("Needed to be done"), ""),
    "role": (_("Who fills it in"), ""),
    "audience": (_("Who sees it"), ""),
    "min": (_("At least"), _("An invitation, never a lock.")),
    "max": (_("At most"), ""),
    "item": (_("What one entry is called"), ""),
    "suggest": (_("Examples to tap"), ""),
    "under_min": (_("Invitation to add more"), _("Shown below the number above.")),
    "item_max_length": (_("Longest entry, in signs"), ""),
    "max_length": (_("Longest answer, in signs"), ""),
    "rows": (_("Lines to start with"), ""),
    "placeholder": (_("Example in the empty box"), ""),
    "parts": (_("Questions about each entry"), ""),
    "each": (_("Questions about each pick"), ""),
    "choices": (_("What there is to choose"), ""),
    "offers": (_("What there is to choose"), ""),
    "frequencies": (_("How often"), ""),
    "label": (_("Words"), ""),
    "multiple": (_("More than one can be chosen"), ""),
    "own_words": (_("Own words can be added"), ""),
    "low": (_("Low end"), ""),
    "high": (_("High end"), ""),
    "step": (_("Step"), ""),
    "range": (_("A range can be given, such as 2 to 3"), ""),
    "series": (_("Drawn in the chart of"), ""),
    "anchors": (_("Words at both ends"), ""),
    "left": (_("On the left"), ""),
    "right": (_("On the right"), ""),
    "vague_when": (_("A time in words will do, such as “last spring”"), ""),
    "alternative": (_("When nothing was better"), _("A second way in, asking how they coped.")),
    "look_back": (_("Words for looking back"), ""),
    "source": (_("Picks from"), ""),
    "kept": (_("And from what was kept"), ""),
    "turns": (_("Turns"), ""),
    "length_days": (_("Days"), ""),
    "experiment_field": (_("The experiment it belongs to"), ""),
    "note": (_("Question for a note"), ""),
    "alt": (_("Question about what the picture shows"), ""),
}
AUDIENCES: dict[str, Words] = {
    "self": _("Only themselves"),
    "therapist": _("The therapist"),
    "session": _("To be opened in a session"),
    "partners": _("Both partners, without the therapist"),
    "all": _("Both partners and the therapist"),
}
WHO: dict[str, Words] = {"individual": _("Each alone"), "together": _("Both together")}
ROLES: dict[str, Words] = {
    "own": _("Each their own"),
    "joint": _("Both, in one"),
    "listener": _("The one who listens"),
    "speaker": _("The one who talks"),
    "partner": _("The partner"),
}
BESIDE: dict[str, Words] = {
    "protect": _("What already works and stays as it is"),
    "line": _("The first and the latest place on their own line"),
}
KEPT: dict[str, Words] = {
    "words": _("Kept words"),
    "protect": _("What works and stays"),
    "inner": _("The sentence inside"),
}
LEVELS: dict[str, Words] = {
    "side_by_side": _("Small acts side by side"),
    "reading": _("Reading what was shared"),
    "talking": _("Talking"),
}


def words_for(name: str) -> tuple[Words, Words]:
    """Label and hint; a new option of a new kind is called by its name."""
    return LABELS.get(name) or (_spaced(name), "")


def kind_name(kind: str) -> Words:
    return KINDS.get(kind) or _spaced(kind)


def _spaced(name: str) -> str:
    return name.replace("_", " ").capitalize()
