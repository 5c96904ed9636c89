"""Addresses of the client portal, inside the namespace `clients`."""

from django.urls import path

from clients.portal.views import (
    audience,
    couples,
    home,
    homework,
    pause,
    progress,
    set_aside,
    sharing,
)

urlpatterns = [
    path("", home.portal, name="portal"),
    path("exit/", home.portal_exit, name="portal_exit"),
    path("homework/<uuid:pk>/", homework.homework_detail, name="portal_exercise"),
    path("homework/<uuid:pk>/reopen/", homework.homework_reopen, name="portal_reopen"),
    path("homework/<uuid:pk>/set-aside/", set_aside.homework_set_aside, name="portal_set_aside"),
    path("homework/<uuid:pk>/take-up/", set_aside.homework_take_up, name="portal_take_up"),
    path("homework/<uuid:pk>/audience/", audience.homework_audience, name="portal_audience"),
    path("homework/<uuid:pk>/for-one/", couples.homework_for_one, name="portal_for_one"),
    path("<uuid:case_pk>/ready/", couples.portal_ready, name="portal_ready"),
    path("<uuid:case_pk>/", home.portal_today, name="portal_today"),
    path("<uuid:case_pk>/pause/", pause.portal_pause, name="portal_pause"),
    path("<uuid:case_pk>/go-on/", pause.portal_go_on, name="portal_go_on"),
    path("<uuid:case_pk>/homework/", homework.homework_list, name="portal_homework"),
    path("<uuid:case_pk>/progress/", progress.portal_progress, name="portal_progress"),
    path("<uuid:case_pk>/sharing/", sharing.portal_sharing, name="portal_sharing"),
    path("<uuid:case_pk>/shared/<uuid:pk>/", sharing.portal_shared, name="portal_shared"),
]
