"""Forms of the hour itself: a new one, another time for it, and who was in it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.models import Case, CaseMember
from practice.models import Practice
from sessions.models import Session


class _ServiceForm(forms.Form):
    """A form whose service may refuse what looked right here."""

    def carry_out(self, act: Callable[[], object]) -> bool:
        """Whether `act` went through; what its service refused stands at its field."""
        try:
            act()
        except ValidationError as error:
            self._add_service_error(error)
            return False
        return True

    def _add_service_error(self, error: ValidationError) -> None:
        errors = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for name, messages in errors.items():
            field = "on" if name == "starts_at" else name
            self.add_error(field if field in self.fields else None, messages)


class _WhenForm(_ServiceForm):
    """A date and a time of the practice's clock, told back as one instant in `starts_at`."""

    def instant(self, on: date | None, at: time | None) -> datetime | None:
        """The instant, or None with an error at the date when the clocks jump over it."""
        if on is None or at is None:
            return None
        zone = Practice.load().zone
        starts_at = make_aware(datetime.combine(on, at), zone)
        # Through UTC and back a time that the clocks jump over comes out as another one.
        if timezone.localtime(starts_at.astimezone(UTC), zone).time() != at:
            self.add_error("at", _("The clocks change then, so this time does not exist."))
            return None
        return starts_at


def _day(**more: Any) -> forms.DateField:
    return forms.DateField(
        label=gettext_lazy("Date"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={
            "required": gettext_lazy("Choose a day."),
            "invalid": gettext_lazy("Write the date as year, month and day, such as 2026-03-05."),
        },
        **more,
    )


def _people() -> forms.ModelMultipleChoiceField:
    """The form that has it offers the people of its case, by `offer_members`."""
    return forms.ModelMultipleChoiceField(
        label=gettext_lazy("Who comes"),
        queryset=CaseMember.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose who comes. A session needs somebody.")},
    )


def _format() -> forms.ChoiceField:
    return forms.ChoiceField(label=gettext_lazy("Format"), choices=Session.Format.choices)


def _clock(**more: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time", "step": 60}, format="%H:%M")
    return forms.TimeField(
        label=gettext_lazy("Starts at"),
        widget=widget,
        error_messages={
            "required": gettext_lazy("Choose a time."),
            "invalid": gettext_lazy("Write the time as hours and minutes, such as 16:30."),
        },
        **more,
    )


class SessionForm(_WhenForm):
    """A new session, ahead or, when it is said so, one that has taken place."""

    on = _day()
    at = _clock()
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"),
        initial=50,
        validators=[
            MinValueValidator(5, gettext_lazy("Write at least 5 minutes.")),
            MaxValueValidator(480, gettext_lazy("Write at most 480 minutes.")),
        ],
        error_messages={
            "required": gettext_lazy("Write how many minutes."),
            "invalid": gettext_lazy("Write whole minutes, such as 50."),
        },
    )
    format = _format()
    members = _people()
    place = forms.CharField(label=gettext_lazy("Room or link"), max_length=300, required=False)
    has_taken_place = forms.BooleanField(
        label=gettext_lazy("It has taken place already"), required=False
    )

    def __init__(self, case: Case, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("prefix", "new")
        super().__init__(*args, **kwargs)
        self.order_fields(["on", "at", "minutes", "format", "place", "members", "has_taken_place"])
        offer_members(self.fields["members"], case)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts_at = self.instant(data.get("on"), data.get("at"))
        if starts_at is not None:
            self._check_tense(starts_at, has_taken_place=data["has_taken_place"])
        return {**data, "starts_at": starts_at}

    def _check_tense(self, starts_at: datetime, *, has_taken_place: bool) -> None:
        """A wrong year is noticed: past and coming hours are told apart by a tick."""
        has_passed = starts_at < timezone.now()
        if has_passed and not has_taken_place:
            message = _("This time has passed. Choose a coming one, or tick the box below.")
            self.add_error("on", message)
        if has_taken_place and not has_passed:
            self.add_error("on", _("This time is still to come. Choose an earlier one."))

    @property
    def hour(self) -> dict[str, Any]:
        """What the service schedules."""
        names = ("starts_at", "minutes", "format", "members", "place")
        return {name: self.cleaned_data[name] for name in names}


class MoveForm(_WhenForm):
    """Another time; both left empty, the hour is moved and has no new time yet."""

    on = _day(required=False)
    at = _clock(required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if bool(data.get("on")) != bool(data.get("at")) and not self.errors:
            empty = "at" if data.get("on") else "on"
            self.add_error(empty, _("Give a date and a time, or leave both empty."))
        return {**data, "starts_at": self.instant(data.get("on"), data.get("at"))}


class AttendanceForm(_ServiceForm):
    """Who was in it, and in which form: two taps when one partner is away."""

    members = _people()
    format = _format()

    def __init__(self, case: Case, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_members(self.fields["members"], case)


def offer_members(field: Any, case: Case) -> None:
    """The people of the case to choose from, everybody chosen at first."""
    members = case.members.select_related("client").order_by("position")
    field.queryset = members
    # Who has left may still have been in an earlier hour: offered, and not ticked.
    field.initial = [member.pk for member in members if member.left_on is None]
