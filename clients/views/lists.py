"""What every list page does: filter by typed text, sort by an allowed key, cut into pages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ON_A_PAGE = 25
ORDERS = {
    "name": _("Name, A to Z"),
    "-name": _("Name, Z to A"),
    "newest": _("Newest first"),
    "oldest": _("Oldest first"),
}


@dataclass(frozen=True)
class ListState:
    """What was asked of a list: `sort` is always one of those allowed."""

    query: str
    sort: str
    page: Page
    sorts: tuple[str, ...]
    chosen: Mapping[str, str] = field(default_factory=dict)  # filter -> its value, where one is set

    @property
    def orders(self) -> list[tuple[str, Promise | str]]:
        """The allowed ones to choose from, in words."""
        return [(sort, ORDERS[sort]) for sort in self.sorts]

    @property
    def keep(self) -> str:
        """The rest of the address, for the links to other pages."""
        return f"&{self.asked}"

    @property
    def asked(self) -> str:
        """All that was asked for, as a query string: what a saved view keeps."""
        told = {"q": self.query, "sort": self.sort, **self.chosen}
        return urlencode({name: value for name, value in told.items() if value})


def list_state(
    request: HttpRequest,
    rows: QuerySet,
    sorts: Mapping[str, tuple[str, ...]],
    chosen: Mapping[str, str] | None = None,
) -> ListState:
    """One page of `rows` in an order from `sorts`; the first one is the default."""
    asked = request.GET.get("sort", "")
    sort = asked if asked in sorts else next(iter(sorts))
    # get_page takes any number: past the end is the last page, and nonsense the first.
    page = Paginator(rows.order_by(*sorts[sort]), ON_A_PAGE).get_page(request.GET.get("page"))
    return ListState(typed_query(request), sort, page, tuple(sorts), chosen or {})


def typed_query(request: HttpRequest) -> str:
    """The text to look for, without what no database takes."""
    return request.GET.get("q", "").replace("\x00", "").strip()[:100]
