"""A therapist's calendar: the coming days, the secret address of the feed, and busy times."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from practice.access import page_for
from practice.models import Away, Practice
from practice.services.away import forget_away, keep_away
from practice.views.undo import offer_undo
from sessions.calendar import apart
from sessions.calendar.feed import CONTENT_TYPE, FILE_NAME, as_calendar
from sessions.forms.diary import AwayForm, BusyFileForm
from sessions.models import Session
from sessions.services import diary
from sessions.services.sessions import FARTHEST_AHEAD

SHOWN_DAYS = 14


@page_for("therapist")
@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    return _page(request)


def _page(
    request: HttpRequest,
    *,
    address: str = "",
    form: BusyFileForm | None = None,
    away_form: AwayForm | None = None,
) -> HttpResponse:
    user, today = request.user, Practice.load().today()
    context = {
        "coming": _coming(user, today),
        "address": address,
        "made": diary.address_of(user),
        "busy": diary.busy_times_ahead(user),
        "form": form or BusyFileForm(),
        "away": Away.objects.mine(user).not_over(today),
        "away_form": away_form or AwayForm(prefix="away"),
    }
    return render(request, "sessions/calendar.html", context)


def _coming(user: Any, today: date) -> list[Session]:
    """One's own hours of the next days; `meets` marks those with something beside them."""
    practice = Practice.load()
    coming = list(
        Session.objects.visible_to(user)
        .taking_place()
        .filter(therapist_id=user.pk, starts_at__gte=practice.instant(today))
        .filter(starts_at__lt=practice.instant(today + timedelta(days=SHOWN_DAYS)))
        .select_related("case")
        .order_by("starts_at")
    )
    meets = diary.beside(user, coming)
    for row in coming:
        row.meets = row.pk in meets  # type: ignore[attr-defined] # marked beside its time
    return coming


@page_for("therapist")
@require_POST
def calendar_open(request: HttpRequest) -> HttpResponse:
    """The address stands on the page that answers, and nowhere afterwards."""
    token = diary.open_address(request.user)
    address = request.build_absolute_uri(reverse("sessions:calendar_feed", args=[token]))
    return _page(request, address=address)


@page_for("therapist")
@require_POST
def calendar_end(request: HttpRequest) -> HttpResponse:
    diary.end_address(request.user)
    messages.success(request, _("The address is ended. It leads nowhere now."))
    return redirect("sessions:calendar")


@page_for("therapist")
@require_POST
def calendar_busy(request: HttpRequest) -> HttpResponse:
    """Busy times from a file, in place of those that were there; none, to take them away."""
    form = BusyFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form=form)
    try:
        spans = _spans(form.cleaned_data["file"].read())
    except apart.NotACalendar:
        form.add_error("file", _("This file cannot be read as a calendar. Export it once more."))
        return _page(request, form=form)
    except apart.TooMuch:
        form.add_error("file", _("There is too much in this file. Export the coming year alone."))
        return _page(request, form=form)
    kept = diary.keep_busy_times(request.user, spans)
    words = ngettext("%(n)s busy time is kept.", "%(n)s busy times are kept.", kept)
    messages.success(request, words % {"n": kept})
    return redirect("sessions:calendar")


def _spans(content: bytes) -> list[apart.Span]:
    now = timezone.now()
    zone = Practice.load().time_zone
    return apart.read_apart(content, zone, now - timedelta(days=1), now + FARTHEST_AHEAD)


@page_for("therapist")
@require_POST
def calendar_forget(request: HttpRequest) -> HttpResponse:
    diary.keep_busy_times(request.user, [])
    messages.success(request, _("No busy times are kept now."))
    return redirect("sessions:calendar")


@page_for("therapist")
@require_POST
def calendar_away(request: HttpRequest) -> HttpResponse:
    """Days away: they stand in the portal of whoever comes to this therapist."""
    form = AwayForm(request.POST, prefix="away")
    if form.is_valid() and form.carry_out(lambda: keep_away(request.user, **form.cleaned_data)):
        messages.success(request, _("Your clients see these dates from 30 days before."))
        return redirect("sessions:calendar")
    return _page(request, away_form=form)


@page_for("therapist")
@require_POST
def calendar_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """There after all; the same dates can be put back at once."""
    row = get_object_or_404(Away.objects.mine(request.user), pk=pk)
    again = {"first_on": str(row.first_on), "last_on": str(row.last_on), "cover": row.cover}
    forget_away(request.user, row)
    messages.success(request, _("These dates are taken out."))
    offer_undo(
        request,
        reverse("sessions:calendar_away"),
        **{f"away-{name}": value for name, value in again.items()},
    )
    return redirect("sessions:calendar")


@login_not_required
@require_GET
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Asked by a calendar program, which signs in nowhere."""
    hours = diary.hours_at(token)
    if hours is None:
        raise Http404
    headers = {
        "Content-Disposition": f'inline; filename="{FILE_NAME}"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(as_calendar(hours), content_type=CONTENT_TYPE, headers=headers)
