"""Addresses of people and cases; the portal's are beside its views."""

from django.urls import include, path

from clients.views import cases, homework, invitations, journey, people, scores, screening, today

app_name = "clients"
urlpatterns = [
    path("today/", today.today, name="today"),
    path("clients/", people.client_list, name="client_list"),
    path("clients/new/", people.client_create, name="client_create"),
    path("clients/<uuid:pk>/", people.client_detail, name="client_detail"),
    path("clients/<uuid:pk>/edit/", people.client_edit, name="client_edit"),
    path("clients/<uuid:pk>/invite/", invitations.client_invite, name="client_invite"),
    path("cases/", cases.case_list, name="case_list"),
    path("cases/new/", cases.case_create, name="case_create"),
    path("cases/<uuid:pk>/", cases.case_detail, name="case_detail"),
    path("cases/<uuid:pk>/invite/", invitations.case_invite, name="case_invite"),
    path("cases/<uuid:pk>/screening/<uuid:member_pk>/", screening.screening, name="case_screening"),
    path("cases/<uuid:pk>/safety/lower/", screening.safety_flag_lower, name="safety_flag_lower"),
    path("cases/<uuid:pk>/journey/", journey.case_journey, name="case_journey"),
    path("cases/<uuid:pk>/journey/start/", journey.journey_start, name="journey_start"),
    path("cases/<uuid:pk>/journey/enter/", journey.phase_enter, name="phase_enter"),
    path("cases/<uuid:pk>/journey/give/", journey.exercise_give, name="exercise_give"),
    path("cases/<uuid:pk>/homework/", homework.case_homework, name="case_homework"),
    path("homework/<uuid:pk>/take-back/", homework.homework_take_back, name="homework_take_back"),
    path("homework/<uuid:pk>/set-aside/", homework.homework_set_aside, name="homework_set_aside"),
    path("homework/<uuid:pk>/put-back/", homework.homework_put_back, name="homework_put_back"),
    path("cases/<uuid:pk>/progress/", scores.case_progress, name="case_progress"),
    path("scores/<uuid:pk>/take-out/", scores.score_take_out, name="score_take_out"),
    path("portal/", include("clients.portal.urls")),
]
