"""Forms of the hour itself: new ones, another time, none at all, and who was in it."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clients.models import Case, CaseMember
from practice.models import Practice
from sessions.forms.when import (
    ServiceForm,
    WhenForm,
    clock_field,
    day_field,
    format_field,
    minutes_field,
    people_field,
)
from sessions.models import Session
from sessions.services import clock
from sessions.services.sessions import FARTHEST_AHEAD

FARTHEST_APART = 12  # weeks


def _rhythms() -> list[tuple[int, str]]:
    weeks = ngettext("Every week", "Every %(n)s weeks", 2)
    many = [(n, weeks % {"n": n}) for n in range(2, FARTHEST_APART + 1)]
    return [(0, _("Once")), (1, _("Every week")), *many]


class SessionForm(WhenForm):
    """A new session or a series of them, ahead or, when it is said so, one that has taken place."""

    on = day_field()
    at = clock_field()
    minutes = minutes_field(initial=50)
    format = format_field()
    members = people_field()
    place = forms.CharField(label=gettext_lazy("Room or link"), max_length=300, required=False)
    every = forms.TypedChoiceField(
        label=gettext_lazy("How often"),
        choices=_rhythms,
        coerce=int,
        empty_value=None,
        required=False,
    )
    times = forms.IntegerField(
        label=gettext_lazy("How many times"),
        help_text=gettext_lazy("When it repeats: this number, or a last day."),
        required=False,
        validators=[
            MinValueValidator(2, gettext_lazy("Write at least 2.")),
            MaxValueValidator(clock.MOST_TIMES, gettext_lazy("Write at most 104.")),
        ],
        error_messages={"invalid": gettext_lazy("Write a whole number, such as 10.")},
    )
    until = day_field(gettext_lazy("Last day"), required=False)
    has_taken_place = forms.BooleanField(
        label=gettext_lazy("It has taken place already"), required=False
    )

    def __init__(self, case: Case, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("prefix", "new")
        super().__init__(*args, **kwargs)
        names = ["on", "at", "minutes", "format", "place", "members", "has_taken_place"]
        self.order_fields([*names, "every", "times", "until"])
        offer_members(self.fields["members"], case)

    @property
    def of_one(self) -> list[Any]:
        """The fields of the hour; the others say how it repeats."""
        return [field for field in self if field.name not in ("every", "times", "until")]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts_at = self.instant(data.get("on"), data.get("at"))
        if starts_at is not None:
            self._check_tense(starts_at, has_taken_place=data["has_taken_place"])
            self._check_rhythm(data)
        return {**data, "starts_at": starts_at}

    def _check_tense(self, starts_at: datetime, *, has_taken_place: bool) -> None:
        """A slip of the year is caught here: past and coming hours are told apart by a tick."""
        has_passed = starts_at < timezone.now()
        if has_passed and not has_taken_place:
            message = _("This time has passed. Choose a coming one, or tick the box below.")
            self.add_error("on", message)
        if has_taken_place and not has_passed:
            self.add_error("on", _("This time is still to come. Choose an earlier one."))

    def _check_rhythm(self, data: dict[str, Any]) -> None:
        """Sets `times` from the last day. A number and a day together would contradict."""
        every, times, until = data.get("every"), data.get("times"), data.get("until")
        if not every:
            if times or until:
                self.add_error("every", _("Choose how often, or leave number and day empty."))
        elif data["has_taken_place"]:
            self.add_error("every", _("Only coming sessions repeat. Add earlier ones one by one."))
        elif times and until:
            self.add_error("until", _("Give a number or a last day, not both."))
        elif until:
            data["times"] = times = self._times_until(data["on"], until, every)
        elif not times and "times" not in self.errors and "until" not in self.errors:
            self.add_error("times", _("Write how many times, or give a last day."))
        if every and times and not self.errors:
            self._check_end(data["on"], clock.WEEK * every * (times - 1))

    def _check_end(self, on: date, lasts: timedelta) -> None:
        # Asked of the distance, since the day itself may lie beyond what a calendar can count.
        if on - Practice.load().today() + lasts > FARTHEST_AHEAD:
            message = _("The last one would be more than two years ahead. Choose fewer.")
            self.add_error("until" if self.cleaned_data.get("until") else "times", message)

    def _times_until(self, on: date, until: date, every: int) -> int:
        times = clock.times_until(on, until, every=every)
        if times < 2:
            self.add_error("until", _("By this day it does not repeat. Choose a later one."))
        if times > clock.MOST_TIMES:
            self.add_error("until", _("That is more than 104 times. Choose an earlier day."))
        return times

    @property
    def days(self) -> list[date]:
        """The days of a valid form: one, or all of its series."""
        data = self.cleaned_data
        if not data.get("every"):
            return [data["on"]]
        return clock.days(data["on"], every=data["every"], times=data["times"])

    @property
    def hour(self) -> dict[str, Any]:
        """What the service schedules."""
        names = ("minutes", "format", "members", "place")
        starts = [clock.instant(day, self.cleaned_data["at"]) for day in self.days]
        return {"starts": starts, **{name: self.cleaned_data[name] for name in names}}


def _reason() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=gettext_lazy("Why"),
        choices=[("", gettext_lazy("Not said")), *Session.Reason.choices],
        required=False,
    )


class _SeriesForm(WhenForm):
    """An act on one session or, in a series, on the later ones with it."""

    def __init__(self, *args: Any, later: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not later:
            return
        words = ngettext(
            "And the %(n)s later one that was made with it",
            "And the %(n)s later ones that were made with it",
            later,
        )
        self.fields["later"] = forms.BooleanField(label=words % {"n": later}, required=False)

    @property
    def with_later(self) -> bool:
        return bool(self.cleaned_data.get("later"))


class MoveForm(_SeriesForm):
    """Another time; with day and time empty, the hour is moved and has no new time yet."""

    on = day_field(required=False)
    at = clock_field(required=False)
    minutes = minutes_field(required=False)
    reason = _reason()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if bool(data.get("on")) != bool(data.get("at")) and not self.errors:
            empty = "at" if data.get("on") else "on"
            self.add_error(empty, _("Give a date and a time, or leave both empty."))
        starts_at = self.instant(data.get("on"), data.get("at"))
        if starts_at is None and data.get("later") and not self.errors:
            self.add_error("on", _("Give a new date and time for them all."))
        return {**data, "starts_at": starts_at}

    @property
    def change(self) -> dict[str, Any]:
        """What the service is told."""
        names = ("starts_at", "minutes", "reason")
        return {name: self.cleaned_data[name] for name in names}


class CancelForm(_SeriesForm):
    """It does not take place."""

    reason = _reason()


class AttendanceForm(ServiceForm):
    """Who was in it, and in which form: two taps when one partner is away."""

    members = people_field()
    format = format_field()
    place = forms.CharField(label=gettext_lazy("Room or link"), max_length=300, required=False)

    def __init__(self, case: Case, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_members(self.fields["members"], case)


def offer_members(field: Any, case: Case) -> None:
    """The people of the case to choose from, everybody chosen at first."""
    members = case.members.select_related("client").order_by("position")
    field.queryset = members
    # Who has left may still have been in an earlier hour: offered, and not ticked.
    field.initial = [member.pk for member in members if member.left_on is None]


class AwayForm(forms.Form):
    """Who is away today; empty when everybody is there. `in_room` says which page sent it."""

    away = forms.ModelChoiceField(CaseMember.objects.none(), required=False)
    in_room = forms.BooleanField(required=False)

    def __init__(self, case: Case, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["away"].queryset = case.members.all()  # type: ignore[attr-defined] # a ModelChoiceField


class StartForm(forms.Form):
    """Whether the note begins for writing it, or for the page in the room."""

    in_room = forms.BooleanField(required=False)
