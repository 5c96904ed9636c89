"""What the page for choosing readers is about: a whole answer, one entry of a log, or one thing."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils import timezone

from clients.models import Answer
from clients.models.answer import NOT_AN_ENTRY
from clients.models.reach import REACH_PARTNER, Audience, Reach, capped
from clients.portal.exercise_page import ExercisePage
from clients.portal.forms.audience import PAIR, AudienceForm
from clients.portal.reach_lines import answer_lines, audience_address, audience_line
from clients.services.sharing import (
    Place,
    change_part,
    choose_audience,
    may_open_as_pair,
    offered_audiences,
    place_of,
    places,
    preview,
    reach_of_part,
)


@dataclass(frozen=True)
class Sheet:
    """The page: `place` is the one thing that is spoken of, None for the whole."""

    page: ExercisePage
    entry: UUID
    place: Place | None

    @classmethod
    def load(cls, user: Any, pk: UUID, entry: UUID, part: str) -> "Sheet":
        """404 for an entry or a thing that is not there."""
        page = ExercisePage.load(user, pk, entry=entry)
        place = place_of(page.own, part) if page.own and part else None
        if (part and place is None) or (entry != NOT_AN_ENTRY and page.own is None):
            raise Http404
        return cls(page, entry, place)

    @property
    def reach(self) -> Reach:
        own = self.page.own
        if own is None:
            return Reach(self.page.audience)
        return reach_of_part(own, self.place) if self.place else own.reach

    @property
    def chosen(self) -> str:
        """As the form names it."""
        return PAIR if self.reach.needs_both else self.reach.audience

    @property
    def address(self) -> str:
        return audience_address(self.page.assignment.pk, self.entry)

    @property
    def back(self) -> str:
        return self.page.address

    def form(self, posted: Any) -> AudienceForm:
        offered = self._offered()
        if self.chosen not in offered:
            offered.append(self.chosen)  # what stands may stay
        initial = {"audience": self.chosen}
        return AudienceForm(posted, circle=self.page.circle, offered=offered, initial=initial)

    def _offered(self) -> list[str]:
        assignment, is_open = self.page.assignment, self.page.partner_open
        offered = offered_audiences(assignment, partner_open=is_open)
        if self.place:
            return [one for one in offered if capped(one, self.place.spec) == one]
        is_whole = self.entry == NOT_AN_ENTRY
        return offered + [PAIR] * (is_whole and may_open_as_pair(assignment, partner_open=is_open))

    def rows(self) -> list[dict[str, Any]]:
        """Each thing in the answer with who sees it; none where there is only one."""
        own = self.page.own
        found = list(places(own)) if own and self.place is None else []
        return [] if own is None or len(found) < 2 else [self._row(own, one) for one in found]

    def _row(self, own: Answer, place: Place) -> dict[str, Any]:
        reach = reach_of_part(own, place)
        shown = Reach(capped(reach.audience, place.spec), reach.shares_on, reach.needs_time)
        line = audience_line(self.page.circle, shown)
        return {"part": place.part, "words": place.lines[0], **line}

    def preview(self, choice: str) -> dict[str, Any]:
        """The words as the others will read them."""
        audience, own = audience_of_choice(choice), self.page.own
        part = self.place.part if self.place else ""
        told = preview(own, audience, as_pair=choice == PAIR, part=part) if own else []
        to_partner = audience in REACH_PARTNER
        return {
            "to_partner": to_partner,
            "as_pair": choice == PAIR,
            "lines": answer_lines(told, own.data if own else None),
            "successor": self.page.circle.successor(),
            **self._when(choice, to_partner=to_partner),
            **audience_line(self.page.circle, Reach(audience)),
        }

    def _when(self, choice: str, *, to_partner: bool) -> dict[str, Any]:
        """Whether the partner has it already, or the time that a share is waiting for."""
        goes_out = self.reach.shares_on if to_partner and choice == self.chosen else None
        if goes_out is None or self.reach.needs_both:
            return {"is_out": False, "waits_for": None}
        waits = goes_out > timezone.now()
        return {"is_out": not waits, "waits_for": goes_out if waits else None}

    def change(self, user: Any, choice: str, *, share_now: bool) -> Reach:
        """Raises ValidationError and Closed with words for the author."""
        audience, own = audience_of_choice(choice), self.page.own
        if self.place and own:
            answer = change_part(user, own, self.place.part, audience, share_now=share_now)
            return reach_of_part(answer, self.place)
        answer = choose_audience(
            user,
            self.page.assignment,
            audience,
            entry=self.entry,
            share_now=share_now,
            as_pair=choice == PAIR,
        )
        return answer.reach


def audience_of_choice(choice: str) -> str:
    return Audience.ALL if choice == PAIR else choice
