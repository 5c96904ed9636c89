"""Addresses of the house. Other apps are named by string alone."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from practice.views import (
    beginning,
    errors,
    first_steps,
    home,
    instruments,
    library,
    library_draft,
    library_publish,
    questions,
    styleguide,
)

handler403 = "practice.views.errors.forbidden"
handler404 = "practice.views.errors.not_found"
LIBRARY = [
    path("", library.library_list, name="library_list"),
    path("import/", library_publish.library_import, name="library_import"),
    path("import/<uuid:pk>/", library_publish.library_import_look, name="library_import_look"),
    path("programmes/<uuid:pk>/", library.library_programme, name="library_programme"),
    path("programmes/<uuid:pk>/copy/", library.library_copy, name="library_copy"),
    path("programmes/<uuid:pk>/edit/", library.library_edit, name="library_edit"),
    path("programmes/<uuid:pk>/export.json", library.library_export, name="library_export"),
    path("questions/", questions.library_questions, name="library_questions"),
    path("questions/<slug:key>/", questions.library_question, name="library_question"),
    path(
        "questions/<slug:key>/away/", questions.library_question_away, name="library_question_away"
    ),
    path("measures/", instruments.library_measures, name="library_measures"),
    path("measures/<slug:key>/", instruments.library_measure, name="library_measure"),
    path("measures/<slug:key>/off/", instruments.library_measure_off, name="library_measure_off"),
    path("exercises/<uuid:pk>/", library.library_exercise, name="library_exercise"),
    path("drafts/<uuid:pk>/", library_draft.library_draft, name="library_draft"),
    path(
        "drafts/<uuid:pk>/exercises/<slug:key>/",
        library_draft.library_draft_exercise,
        name="library_draft_exercise",
    ),
    path("drafts/<uuid:pk>/publish/", library_publish.library_publish, name="library_publish"),
    path("drafts/<uuid:pk>/give-up/", library_publish.library_give_up, name="library_give_up"),
]
urlpatterns = [
    path("", home.home, name="home"),
    path("keys/", home.keys, name="keys"),
    path("healthz", home.healthz, name="healthz"),
    path("readyz", home.readyz, name="readyz"),
    path(".well-known/security.txt", home.security_txt, name="security_txt"),
    path("saving/token/", home.saving_token, name="saving_token"),
    path("begin/<str:secret>/", beginning.begin, name="begin"),
    path("first-steps/", first_steps.first_steps, name="first_steps"),
    path("first-steps/finish/", first_steps.first_steps_finish, name="first_steps_finish"),
    path("first-steps/<slug:step>/", first_steps.first_step, name="first_step"),
    path("library/", include(LIBRARY)),
    # An address is the practice's to change: whoever sat down at an open screen could else add
    # one of their own, and have the password sent there.
    path("accounts/email/", errors.not_here, name="account_email"),
    path("accounts/", include("allauth.urls")),
    path("office/admin/", admin.site.urls),
    path("", include("clients.urls")),
    path("", include("sessions.urls")),
]
if settings.SHOW_STYLEGUIDE:
    urlpatterns.append(path("styleguide/", styleguide.styleguide, name="styleguide"))
