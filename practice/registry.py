"""What the floor needs from the apps above: they fill it in `AppConfig.ready()`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class NavEntry:
    """A line of the staff navigation, shown to people with one of `roles`."""

    label: str | Promise
    url_name: str
    roles: tuple[str, ...]
    order: int = 50


@dataclass
class Registry:
    """Filled once at start, read by every page."""

    nav: list[NavEntry] = field(default_factory=list)
    # Case tabs: (order, label, url name); every page of a case shows them.
    case_tabs: list[tuple[int, str | Promise, str]] = field(default_factory=list)
    # Sections of the therapist's Today and of the client's: callables that give template context.
    panels: dict[str, list[tuple[int, str, Callable[..., Any]]]] = field(default_factory=dict)

    def add_nav(self, *entries: NavEntry) -> None:
        self.nav = sorted({*self.nav, *entries}, key=lambda entry: entry.order)

    def add_case_tab(self, order: int, label: str | Promise, url_name: str) -> None:
        if (order, label, url_name) not in self.case_tabs:
            self.case_tabs.append((order, label, url_name))
            self.case_tabs.sort(key=lambda tab: tab[0])

    def add_panel(self, place: str, order: int, template: str, context: Callable[..., Any]) -> None:
        """A section for the page `place`: `context(request, **what)` gives its variables."""
        panels = self.panels.setdefault(place, [])
        panels.append((order, template, context))
        panels.sort(key=lambda panel: panel[0])


registry = Registry()
