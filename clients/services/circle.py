"""Who holds sight of a case now, as the words above every group of fields."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from clients.access import AROUND, NAMED
from clients.models import Case, CaseGrant
from clients.models.answer import REACH_PARTNER, Audience
from clients.services.cases import asked_members, is_sharing_offered


@dataclass(frozen=True)
class Circle:
    """The people around one case, read from the grants themselves so that nobody is left out."""

    case: Case
    logins: tuple[UUID, ...]
    therapists: tuple[str, ...]
    supervisors: tuple[str, ...]
    asked: int = 0  # how many of its people were asked alone, with nothing against sharing

    @property
    def therapist(self) -> str:
        return and_list(self.therapists) or _("your therapist")

    @classmethod
    def of(cls, case: Case, grants: Iterable[CaseGrant], asked: int) -> "Circle":
        """From the live grants on the case, each with its holder, in the order of their names."""
        rows = list(grants)

        def names(*codenames: str, without: Iterable[str] = ()) -> tuple[str, ...]:
            held = (row.user.name for row in rows if row.permission.codename in codenames)
            return tuple(name for name in dict.fromkeys(held) if name not in without)

        therapists = names("view_case")
        return cls(
            case=case,
            logins=tuple(row.user_id for row in rows if row.permission.codename == "use_portal"),
            therapists=therapists,
            # Who holds both is named once.
            supervisors=names("supervise_case", NAMED, without=therapists),
            asked=asked,
        )

    @property
    def partner_open(self) -> bool:
        """Whether sharing with the partner is offered at all."""
        return is_sharing_offered(self.case, self.asked)

    def names(self, audience: str) -> str:
        """The sentence that names everybody who can read it."""
        if audience == Audience.SELF:
            return _("Only you.")
        people = [_("You")]
        if audience in REACH_PARTNER:
            people.append(_("your partner"))
        if audience != Audience.PARTNERS:
            people += self.therapists or [_("your therapist")]
            people += [_("%(name)s (supervisor)") % {"name": name} for name in self.supervisors]
        return and_list(people) + "."

    def consequence(self, audience: str) -> str:
        """What follows from it: for what stays with oneself, and under the policy on secrets."""
        if audience == Audience.SELF:
            return _("Nobody checks it for danger. The practice stores it, and a court could ask.")
        if audience == Audience.PARTNERS:
            return _("It is for the two of you. %(name)s does not read it.") % self._named
        if audience == Audience.ALL:
            return _("What your partner has read cannot be unread.")
        together = [_("You open it together in a session.")] * (audience == Audience.SESSION)
        return " ".join([*together, self._policy()])

    def successor(self) -> str:
        """Said once on the page."""
        return _("If someone else takes over from %(name)s, they can read it too.") % {
            "name": self.therapist
        }

    @property
    def _named(self) -> dict[str, str]:
        return {"name": self.therapist}

    def _policy(self) -> str:
        """What the therapist may do with what one partner tells alone."""
        if not self.case.is_couple:
            return _("%(name)s keeps it in your record.") % self._named
        words = {
            Case.Secrets.NONE_KEPT: _(
                "You agreed on no secrets: %(name)s may bring it to you both."
            ),
            Case.Secrets.LIMITED: _("%(name)s will ask you before bringing it to you both."),
            Case.Secrets.FULL: _("%(name)s keeps what you tell alone."),
        }
        unknown = _("You have not agreed yet what %(name)s may tell you both. Ask first.")
        found: str = words.get(self.case.secrets_policy, unknown)  # type: ignore[call-overload]  # the column holds plain text
        return found % self._named


def circle_of(case_id: Any) -> Circle | None:
    """Everybody with a live grant on the case, in one query; None when nobody holds one."""
    grants = CaseGrant.objects.of_anyone(*AROUND).filter(content_object=case_id)
    grants = grants.annotate(asked=asked_members("content_object_id"))
    rows = list(
        grants.select_related("user", "permission", "content_object").order_by("user__name")
    )
    return Circle.of(rows[0].content_object, rows, rows[0].asked) if rows else None


def my_circle(user: Any, case_id: Any) -> Circle:
    """The circle of a case that `user` is a member of; the same 404 for unknown and not theirs."""
    circle = circle_of(case_id)
    # The circle is fetched anyway, so that asking who belongs to it costs no query of its own.
    if circle is None or user.pk not in circle.logins:
        raise Http404
    return circle


def and_list(names: Iterable[str]) -> str:
    """ "Ana", "Ana and Sam", "You, Ana and Sam"."""
    given = list(names)
    if len(given) < 2:
        return "".join(given)
    return _("%(first)s and %(last)s") % {"first": ", ".join(given[:-1]), "last": given[-1]}
