"""Opening a case, and its overview."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from clients.forms.cases import CaseForm, check_two_people
from clients.forms.journey import StartForm
from clients.forms.people import PersonForm
from clients.models import (
    Assignment,
    Case,
    CaseMember,
    Client,
    HelpFlag,
    Invitation,
    Score,
)
from clients.services.intake import take_in
from clients.services.journeys import current_visits
from clients.services.pauses import resting_since
from clients.views.frame import case_frame, panels
from clients.views.invitations import invite_all
from practice.access import page_for, visible_or_404
from practice.views.again import looks_again


@page_for("therapist", "owner", "office")
@require_http_methods(["GET", "POST"])
@looks_again
def case_create(request: HttpRequest) -> HttpResponse:
    form, first, second = _intake_forms(request)
    if request.method == "POST" and _fits_together(form, first, second):
        case = _take_in(request, form, [first, second])
        messages.success(request, _("The case is open."))
        if "invite" in request.POST:
            invite_all(request, [member.client for member in case.members.all()])
        return _after_opening(request, case)
    return render(
        request,
        "clients/case_create.html",
        {
            "form": form,
            "people": [
                (_("First person"), _("Their own name, address and way of contact."), first),
                (_("Second person"), _("Only for a couple."), second),
            ],
            "all_forms": [one for one in (form, first, second) if one.errors],
        },
    )


def _intake_forms(request: HttpRequest) -> tuple[CaseForm, PersonForm, PersonForm]:
    data, user = request.POST if request.method == "POST" else None, request.user
    asked = request.GET.get("person", "")
    known = Client.objects.visible_to(user).filter(pk=asked).first() if _is_key(asked) else None
    form = CaseForm(data, user=user)
    # Asked before anything is checked: whether the second form may be left empty hangs on it.
    is_couple = form.data.get("kind") == "couple"
    first = PersonForm(data, prefix="a", user=user, initial={"known": known})
    second = PersonForm(data, prefix="b", user=user, is_needed=is_couple)
    return form, first, second


def _is_key(asked: str) -> bool:
    """The address may hold anything; what is no key opens the page with nobody chosen."""
    try:
        return bool(UUID(asked))
    except ValueError:
        return False


def _fits_together(form: CaseForm, first: PersonForm, second: PersonForm) -> bool:
    """All three forms hold, and say the same about one person or two."""
    # A list, so that all three are checked: every message comes at the first try.
    each_holds = all([form.is_valid(), first.is_valid(), second.is_valid()])
    if form.cleaned_data.get("kind") == "couple":
        return check_two_people(first, second) and each_holds
    if not second.is_blank:
        form.add_error(
            "kind", _("A second person is written in below. Choose a couple, or clear them.")
        )
    return form.is_valid() and each_holds


def _take_in(request: HttpRequest, form: CaseForm, people: list[PersonForm]) -> Case:
    cleaned = form.cleaned_data
    wanted = people if cleaned["kind"] == "couple" else people[:1]
    return take_in(
        request.user,
        # Somebody known is taken as they are, and not written in a second time.
        [person.cleaned_data.get("known") or person.contact() for person in wanted],
        secrets_policy=cleaned["secrets_policy"],
        opened_on=cleaned["opened_on"],
        therapist=cleaned.get("therapist"),
        programme=cleaned["programme"],
    )


def _after_opening(request: HttpRequest, case: Case) -> HttpResponse:
    """To the case, for those who may see it; the office goes back to its people."""
    if Case.objects.visible_to(request.user).filter(pk=case.pk).exists():
        return redirect("clients:case_detail", pk=case.pk)
    return redirect("clients:client_list")


@page_for("therapist", "supervisor")
@require_GET
def case_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    case = visible_or_404(Case, request.user, pk=pk)
    context = case_frame(request, case, "clients:case_detail", members=_members(request, case))
    context |= _where_they_are(case) | _latest(request, case)
    context["nobody_asked"] = not any(map(_has_a_way_in, context["members"]))
    context["calls"] = _calls(context["members"])
    context["now"] = timezone.now()
    context["panels"] = panels(
        "case_overview", request, case=case, may_change=context["may_change"]
    )
    return render(request, "clients/case_detail.html", context)


def _has_a_way_in(member: CaseMember) -> bool:
    """A login, or an invitation that was sent; both come with `_members`."""
    return bool(member.client.user_id or member.client.invitations.all())


def _calls(members: Iterable[Any]) -> list[HelpFlag]:
    """Who asked for help and was not seen yet, from what `_members` brought along."""
    standing = (one for one in members if one.call_pk is not None)
    return [HelpFlag(pk=one.call_pk, member=one, raised_at=one.call_at) for one in standing]


def _members(request: HttpRequest, case: Case) -> QuerySet[CaseMember]:
    """People with their ways in, what each said alone, newest first, and who asked for help."""
    calls = HelpFlag.objects.visible_to(request.user).standing().filter(member=OuterRef("pk"))
    invitations = Prefetch("client__invitations", Invitation.objects.order_by("-sent_at"))
    told = ["screenings", "readiness"] if case.is_couple else ["screenings"]
    members = case.members.select_related("client").annotate(
        resting_since=resting_since(),
        call_pk=Subquery(calls.values("pk")[:1]),
        call_at=Subquery(calls.values("raised_at")[:1]),
    )
    return members.prefetch_related(invitations, *told)


def _where_they_are(case: Case) -> dict[str, Any]:
    visits = list(current_visits(case))
    return {"visits": visits, "start_form": None if visits else StartForm()}


def _latest(request: HttpRequest, case: Case) -> dict[str, Any]:
    """What is open, and each person's last place on the scale."""
    given = Assignment.objects.visible_to(request.user).filter(case=case)
    scores = Score.objects.visible_to(request.user).filter(case=case).defer("words")
    # Scores come by time, so that of each person the last one stays.
    last = {row.member_id: row for row in scores.select_related("member__client")}
    # Both together after A and B.
    by_place = sorted(last.values(), key=lambda row: row.member.position if row.member else "C")
    still_open = given.filter(status=Assignment.Status.OPEN)
    still_open = still_open.select_related("exercise", "member__client").defer("exercise__body")
    in_order = still_open.order_by("exercise__position", "member__position")
    return {"still_open": in_order, "last_scores": by_place}
