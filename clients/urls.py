"""Addresses of people and cases; the portal's are beside its views."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.utils.module_loading import import_string

from clients.portal.views import invitation
from clients.views import (
    audit,
    case_list,
    cases,
    consent,
    delivery,
    entering,
    guardians,
    homework,
    invitations,
    joint_steps,
    journey,
    kept,
    measures,
    people,
    pictures,
    scores,
    screening,
    strengths,
    team,
    today,
    trail,
)


def late(name: str) -> Callable[..., HttpResponse]:
    """A view whose module is loaded with its first request: no other page pays for spreadsheets."""

    def view(request: HttpRequest, **named: Any) -> HttpResponse:
        response: HttpResponse = import_string(name)(request, **named)
        return response

    return view


app_name = "clients"
urlpatterns = [
    path("today/", today.today, name="today"),
    path("clients/", people.client_list, name="client_list"),
    path("clients/new/", people.client_create, name="client_create"),
    path("clients/<uuid:pk>/", people.client_detail, name="client_detail"),
    path("clients/<uuid:pk>/edit/", people.client_edit, name="client_edit"),
    path("clients/<uuid:pk>/invite/", invitations.client_invite, name="client_invite"),
    path("cases/", case_list.case_list, name="case_list"),
    path("cases/views/keep/", case_list.view_keep, name="view_keep"),
    path("cases/views/<uuid:pk>/forget/", case_list.view_forget, name="view_forget"),
    path("cases/new/", cases.case_create, name="case_create"),
    path("cases/pictures/<uuid:pk>/", pictures.picture, name="picture"),
    path("cases/<uuid:pk>/", cases.case_detail, name="case_detail"),
    path("cases/<uuid:pk>/invite/", invitations.case_invite, name="case_invite"),
    path("cases/<uuid:pk>/screening/<uuid:member_pk>/", screening.screening, name="case_screening"),
    path("cases/<uuid:pk>/consent/", consent.case_consent, name="case_consent"),
    path("cases/<uuid:pk>/consent/policy/", consent.policy_choose, name="policy_choose"),
    path(
        "cases/<uuid:pk>/consent/<uuid:member_pk>/paper/",
        consent.policy_on_paper,
        name="policy_on_paper",
    ),
    path(
        "cases/<uuid:pk>/consent/<uuid:member_pk>/record/",
        consent.consent_record,
        name="consent_record",
    ),
    path(
        "cases/<uuid:pk>/consent/<uuid:member_pk>/release/",
        consent.release_record,
        name="release_record",
    ),
    path(
        "cases/<uuid:pk>/consent/<uuid:member_pk>/guardians/",
        guardians.case_guardians,
        name="case_guardians",
    ),
    path(
        "cases/<uuid:pk>/consent/<uuid:member_pk>/guardians/consent/",
        guardians.guardian_consent,
        name="guardian_consent",
    ),
    path(
        "cases/<uuid:pk>/consent/<uuid:member_pk>/guardians/<uuid:guardian_pk>/end/",
        guardians.guardian_end,
        name="guardian_end",
    ),
    path(
        "cases/<uuid:pk>/consent/withdraw/<uuid:consent_pk>/",
        consent.consent_withdraw,
        name="consent_withdraw",
    ),
    path("cases/<uuid:pk>/team/", team.case_team, name="case_team"),
    path("cases/<uuid:pk>/team/add/", team.worker_add, name="worker_add"),
    path("cases/<uuid:pk>/team/<uuid:worker_pk>/end/", team.worker_end, name="worker_end"),
    path(
        "cases/<uuid:pk>/team/<uuid:worker_pk>/hand-over/",
        team.case_hand_over,
        name="case_hand_over",
    ),
    path("cases/left/", team.cases_left, name="cases_left"),
    path("cases/<uuid:pk>/place/", team.case_place, name="case_place"),
    path("cases/<uuid:pk>/leaves/<uuid:member_pk>/", team.member_leaves, name="member_leaves"),
    path("cases/<uuid:pk>/safety/lower/", screening.safety_flag_lower, name="safety_flag_lower"),
    path("cases/<uuid:pk>/pause/", delivery.case_pause, name="case_pause"),
    path("cases/<uuid:pk>/go-on/", delivery.case_go_on, name="case_go_on"),
    path("cases/help/<uuid:pk>/seen/", kept.help_seen, name="help_seen"),
    path("cases/<uuid:pk>/kept/", kept.case_kept, name="case_kept"),
    path("cases/<uuid:pk>/journey/", journey.case_journey, name="case_journey"),
    path("cases/<uuid:pk>/journey/start/", journey.journey_start, name="journey_start"),
    path("cases/<uuid:pk>/journey/enter/", journey.phase_enter, name="phase_enter"),
    path("cases/<uuid:pk>/journey/give/", journey.exercise_give, name="exercise_give"),
    path("cases/<uuid:pk>/homework/", homework.case_homework, name="case_homework"),
    path("cases/<uuid:pk>/strengths/", strengths.case_strengths, name="case_strengths"),
    path("cases/<uuid:pk>/trail/", trail.case_trail, name="case_trail"),
    path(
        "cases/homework/<uuid:pk>/take-back/",
        homework.homework_take_back,
        name="homework_take_back",
    ),
    path(
        "cases/homework/<uuid:pk>/set-aside/",
        homework.homework_set_aside,
        name="homework_set_aside",
    ),
    path(
        "cases/homework/<uuid:pk>/put-back/", homework.homework_put_back, name="homework_put_back"
    ),
    path("cases/homework/<uuid:pk>/deliver/", delivery.homework_deliver, name="homework_deliver"),
    path(
        "cases/homework/<uuid:pk>/delivery/", delivery.homework_delivery, name="homework_delivery"
    ),
    path("cases/homework/<uuid:pk>/open/", joint_steps.homework_open, name="homework_open"),
    path("cases/homework/<uuid:pk>/close/", joint_steps.homework_close, name="homework_close"),
    path("cases/<uuid:pk>/ready/<uuid:member_pk>/", joint_steps.case_ready, name="case_ready"),
    path("cases/homework/<uuid:pk>/enter/", entering.homework_enter, name="homework_enter"),
    path("cases/homework/<uuid:pk>/earlier/", entering.homework_earlier, name="homework_earlier"),
    path("cases/answers/<uuid:pk>/heard/", homework.answer_heard, name="answer_heard"),
    path("cases/<uuid:pk>/progress/", scores.case_progress, name="case_progress"),
    path("cases/<uuid:pk>/measures/", measures.case_measures, name="case_measures"),
    path("cases/totals/<uuid:pk>/take-out/", measures.total_take_out, name="total_take_out"),
    path("cases/scores/<uuid:pk>/take-out/", scores.score_take_out, name="score_take_out"),
    path(
        "transfer/import/", late("clients.views.transfer.transfer_import"), name="transfer_import"
    ),
    path(
        "transfer/import/<uuid:token>/",
        late("clients.views.transfer.transfer_preview"),
        name="transfer_preview",
    ),
    path(
        "transfer/export/", late("clients.views.transfer.transfer_export"), name="transfer_export"
    ),
    path("audit/", audit.audit_list, name="audit_list"),
    path("audit/check/", audit.audit_check, name="audit_check"),
    path("portal/", include("clients.portal.urls")),
    path("accounts/invitation/<str:token>/", invitation.invitation, name="invitation"),
]
