"""What staff who type in somebody's homework may take up for them: what was told to staff.

Of the person and of both together. Of the partner nothing: only where both write one text, what
each of them has given to the other as well.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from clients.models import Answer, Assignment, CaseMember, Quote
from clients.models.reach import Reader, seen
from clients.services.kept import offers
from clients.services.material import Data, Material, drawn_from, kept_kinds
from practice.fields.base import FieldSpec


@dataclass(frozen=True)
class ToldMaterial(Material):
    """Earlier answers as staff read them; `member` is the person written for, or nobody: both."""

    member: CaseMember | None = None

    @classmethod
    def gather(
        cls, actor: Any, assignment: Assignment, member: CaseMember | None, ids: Collection[UUID]
    ) -> "ToldMaterial":
        """In two queries at most; `ids` names entries that a form speaks of."""
        reached = Answer.objects.visible_to(actor)
        if member is not None:
            reached = reached.filter(Q(member=member) | Q(member=None))
        found = cls.of(actor, assignment, drawn_from(reached, assignment, ids))
        kinds = kept_kinds(assignment.exercise.fields) if member else set()
        kept = Quote.objects.visible_to(actor).filter(member=member, kind__in=kinds)
        return replace(found, member=member, kept=offers(kept) if kinds else ())

    def is_own(self, answer: Answer) -> bool:
        return answer.member_id is not None and self.member == answer.member

    def read(self, answer: Answer) -> Data:
        return seen(answer, Reader.STAFF)

    def told(
        self, answer: Answer, specs: Sequence[FieldSpec]
    ) -> Iterator[tuple[FieldSpec, list[str]]]:
        wanted = {spec.key for spec in specs}
        return (one for one in answer.told_to(Reader.STAFF) if one[0].key in wanted)

    def named(self, answer: Answer, place: dict[str, str]) -> str:
        if answer.member is None:
            return _("From both: %(what)s, %(when)s") % place
        if self.member is None:
            return _("From %(name)s: %(what)s, %(when)s") % (place | {"name": str(answer.member)})
        return _("%(what)s, %(when)s") % place
