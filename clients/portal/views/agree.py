"""What is read and agreed to before the portal opens, and one's own words meanwhile.

Nothing here depends on what the partner signed, or tells of it.
"""

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from clients.forms.agree import ReadForm
from clients.models import Answer, Case, CaseMember, Quote, Way
from clients.models.agreed_texts import AgreedText
from clients.portal.forms.capture import PlaceForm
from clients.portal.frame import portal_page
from clients.portal.reach_lines import answer_lines
from clients.services.consents import give_consent
from clients.services.doors import Door, asked_first, member_at_door
from clients.services.grants import sync_grants
from clients.services.policies import sign_policy

SHOWN = 20


@require_http_methods(["GET", "POST"])
def portal_agree(request: HttpRequest, case_pk: uuid.UUID) -> HttpResponse:
    """One text at a time; after the last one the portal is open."""
    member = _at_door(request, case_pk)
    text = asked_first(request.user, member)
    door = Door.of(member)
    if door.waits_for_guardian:
        return portal_page(request, "portal/agree_wait.html", {"case": member.case})
    if text is None:
        # A day may have opened it that no act came with: somebody came of age.
        if not Case.objects.portal_of(request.user).filter(pk=case_pk).exists():
            sync_grants(member.case)
        return redirect("clients:portal_today", case_pk)
    if request.method == "POST" and _agreed(request, member, text):
        return redirect("clients:portal_agree", case_pk)
    context = {
        "text": text,
        "case": member.case,
        "is_policy": door.portal,
        "is_again": door.portal and door.signed is not None,
    }
    return portal_page(request, "portal/agree.html", context)


def _at_door(request: HttpRequest, case_pk: uuid.UUID) -> Any:
    member = member_at_door(request.user, case_pk)
    if member is None:
        raise Http404
    return member


def _agreed(request: HttpRequest, member: Any, text: AgreedText) -> bool:
    user, read = request.user, ReadForm.hash_in(request.POST)
    if Door.of(member).portal:
        return attempt_to_agree(request, partial(sign_policy, user, member, read=read))
    who = (user, member.client, member.case)
    give = partial(give_consent, *who, kind=text.kind, how=Way.PORTAL, read=read)
    return attempt_to_agree(request, give)


def attempt_to_agree(request: HttpRequest, act: Callable[[], object]) -> bool:
    """Whether it is kept; if not, the page says why above the words as they are now."""
    try:
        act()
    except ValidationError as refused:
        messages.warning(request, " ".join(refused.messages))
        return False
    return True


@require_GET
def portal_own_words(request: HttpRequest, case_pk: uuid.UUID) -> HttpResponse:
    """All that this person wrote and kept here, to be read: also while something is asked first."""
    people = CaseMember.objects.at_door(request.user).with_kept(*Quote.Kind)
    rows: list[Any] = list(people.filter(case=case_pk))
    if not rows:
        raise Http404
    start, _step = PlaceForm.read(request.GET)
    own = Answer.objects.in_hand(request.user).filter(assignment__case=case_pk)
    own = own.select_related("assignment__exercise").order_by("-changed_at", "pk")
    answers = list(own[start : start + SHOWN + 1])
    context = {
        "case_pk": case_pk,
        "kept": [row.kept for row in rows if getattr(row, "kept", None)],
        "written": [_written(answer) for answer in answers[:SHOWN]],
        "newer": max(start - SHOWN, 0) if start else None,
        "earlier": start + SHOWN if len(answers) > SHOWN else None,
    }
    return portal_page(request, "portal/own_words.html", context)


def _written(answer: Answer) -> dict[str, Any]:
    exercise = answer.assignment.exercise
    return {"answer": answer, "lines": answer_lines(answer.written(exercise.fields), answer.data)}
