"""Whom to call when it is urgent, by country: facts from `fixtures/crisis_lines.json`.

A country that is not there has no line here; the practice then writes its own. Where each number
was found, and which were not confirmed: docs/decisions/012-where-the-crisis-numbers-come-from.md.
"""

import json
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _


@cache
def crisis_lines() -> dict[str, dict[str, Any]]:
    """Country code (ISO 3166, two letters) -> emergency, line, name, day_and_night, country."""
    path = settings.BASE_DIR / "fixtures" / "crisis_lines.json"
    found: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def country_choices() -> list[tuple[str, str]]:
    """Code and name of each country with a line, by name; handed over as a callable."""
    named = ((code, facts["country"]) for code, facts in crisis_lines().items())
    return sorted(named, key=lambda one: one[1])


def crisis_words(country: str) -> str:
    """Two short sentences with the numbers of that country; empty for one that is not known."""
    facts = crisis_lines().get(country)
    if facts is None:
        return ""
    said = facts["line"]
    if facts["name"].replace("-", "") != said:
        said = _("%(number)s (%(name)s)") % {"number": said, "name": facts["name"]}
    emergency = facts["emergency"].replace(", ", _(" or "))
    talk = (
        _("Want to talk to someone, day or night? Call %(line)s.")
        if facts["day_and_night"]
        else _("Want to talk to someone? Call %(line)s.")
    )
    danger = _("Is someone in danger now? Call %(emergency)s.")
    return " ".join([danger % {"emergency": emergency}, talk % {"line": said}])
