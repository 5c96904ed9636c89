"""Pages of the library: what an exercise asks, for those who give it. Editing comes later."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from practice.access import page_for
from practice.fields import registry
from practice.models import Exercise


@page_for("therapist", "supervisor")
@require_GET
def library_exercise(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The exercise as people meet it, on a page that can be printed and filled in by hand."""
    exercise = get_object_or_404(Exercise, pk=pk)
    language = get_language() or "en"
    fields = [registry.get(spec.kind).paper(spec, language) for spec in exercise.fields]
    texts = ("purpose", "intro", "content_note", "low_word", "therapist_sees")
    words = {name: exercise.words(name) for name in texts}
    context = {"exercise": exercise, "words": words, "fields": fields}
    return render(request, "practice/library_exercise.html", context)
