"""Who sees what somebody agreed to: that person, and the case's own staff. Never the partner."""

from datetime import timedelta
from typing import Any, Self

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from clients.access.cases import AT_DOOR, SEE_CASE, CaseMatterQuerySet, cases_with
from practice.access import VisibleQuerySet
from practice.models import Practice

SOON = timedelta(days=30)  # ahead of the last day of a consent, there is time to talk about it
LATELY = timedelta(days=14)  # so long what somebody took back is news to their therapist


class PolicyQuerySet(CaseMatterQuerySet):
    """The policies on secrets of a couple."""

    def put_to(self, user: Any) -> Self:
        """Those that `user`, one of the two, is or was asked to sign."""
        return self.filter(case_id__in=cases_with(user, *AT_DOOR))


class GuardianQuerySet(VisibleQuerySet):
    """Guardians, to the staff of any case of the person."""

    def visible_to(self, user: Any) -> Self:
        return self._in_cases(user, *SEE_CASE)

    def editable_by(self, user: Any) -> Self:
        return self._in_cases(user, "change_case")

    def _in_cases(self, user: Any, *codenames: str) -> Self:
        return self.filter(client__in=_people(cases_with(user, *codenames)))


def _people(cases: QuerySet) -> QuerySet:
    """Keys of the people in these cases."""
    members: Any = apps.get_model("clients", "CaseMember")
    found: QuerySet = members.objects.filter(case_id__in=cases).order_by().values("client")
    return found


class ConsentQuerySet(VisibleQuerySet):
    """Consents of one person."""

    def visible_to(self, user: Any) -> Self:
        return self._in_cases(user, *SEE_CASE)

    def editable_by(self, user: Any) -> Self:
        return self._in_cases(user, "change_case")

    def _in_cases(self, user: Any, *codenames: str) -> Self:
        held = cases_with(user, *codenames)
        return self.filter(Q(case_id__in=held) | Q(case=None, client_id__in=_people(held)))

    def mine(self, user: Any) -> Self:
        """The person's own, also while their portal is closed: what one agreed to stays known."""
        held = cases_with(user, *AT_DOOR)
        own = self.filter(client__user_id=user.pk, client__user__is_active=True, guardian=None)
        return own.filter(Q(case_id__in=held) | Q(case=None))

    def of_case(self, case_id: Any) -> Self:
        """What belongs on the pages of one case: nothing there tells of another of the person."""
        return self.filter(Q(case_id=case_id) | Q(case=None))

    def standing(self) -> Self:
        """Neither taken back nor over; the last day itself counts still."""
        in_time = Q(expires_on=None) | Q(expires_on__gte=Practice.load().today())
        return self.filter(in_time, withdrawal=None)


def agreed_to(kind: str) -> Exists:
    """For a query of members: whether that consent of theirs stands in their case."""
    of_case = _standing(kind, OuterRef("case_id"), guardian=None)
    return Exists(of_case.filter(client=OuterRef("client_id")))


def guardian_agreed_to(kind: str) -> Exists:
    """For a query of members: whether somebody who decides along for them agreed to it."""
    rows = _standing(kind, OuterRef("case_id"), guardian__ended_at=None)
    return Exists(rows.filter(client=OuterRef("client_id")).exclude(guardian=None))


def agreed_by(user: Any, kind: str, case_key: str) -> Exists:
    """For a query: whether that consent of `user` stands in the case that `case_key` names."""
    own = _standing(kind, OuterRef(case_key), guardian=None)
    return Exists(own.filter(client__user_id=user.pk))


def _standing(kind: str, case: Any, **more: Any) -> Any:
    consents: Any = apps.get_model("clients", "Consent")
    return consents.objects.standing().filter(kind=kind, case=case, **more)


def agreements() -> dict[str, Any]:
    """For a query of members: what `clients.services.doors.Door` decides by.

    `policy_number` is the latest version of the policy on secrets and `signed_number` the latest
    that they signed with their own login; None where there is none.
    """
    policies: Any = apps.get_model("clients", "SecretsPolicy")
    latest = policies.objects.filter(case=OuterRef("case_id")).order_by("-number")
    return {
        "agreed_portal": agreed_to("portal"),
        "guardian_agreed": guardian_agreed_to("portal"),
        "policy_number": Subquery(latest.values("number")[:1]),
        "signed_number": Subquery(_signed().values("policy__number")[:1]),
    }


def signed_policy() -> dict[str, Any]:
    """For a query of members: the words that they signed last with their own login, and when."""
    return {
        "signed_words": Subquery(_signed().values("policy__words")[:1]),
        "signed_at": Subquery(_signed().values("signed_at")[:1]),
    }


def _signed() -> Any:
    signed: Any = apps.get_model("clients", "Agreement")
    return signed.objects.filter(member=OuterRef("pk"), how="portal").order_by("-policy__number")


def consent_news() -> dict[str, Any]:
    """For a query of members: what their therapist should know about their consents.

    `ends_on` and `ends_kind` of the one that ends first within a month, `took_back` the kind that
    they took back last in these two weeks and did not give again; None where there is none.
    """
    ending = _last_word().filter(expires_on__lte=Practice.load().today() + SOON)
    first = ending.order_by("expires_on", "pk")
    since = timezone.now() - LATELY
    taken = _of_member().filter(~_again(), withdrawal__withdrawn_at__gte=since)
    return {
        "ends_on": Subquery(first.values("expires_on")[:1]),
        "ends_kind": Subquery(first.values("kind")[:1]),
        "took_back": Subquery(taken.order_by("-withdrawal__withdrawn_at").values("kind")[:1]),
    }


def _of_member() -> Any:
    consents: Any = apps.get_model("clients", "Consent")
    in_case = Q(case=OuterRef("case_id")) | Q(case=None)
    return consents.objects.filter(in_case, client=OuterRef("client_id"), guardian=None)


def _last_word() -> QuerySet:
    """Those that stand and were not replaced by a later one; each release is for itself."""
    later = _same_kind().filter(recorded_at__gt=OuterRef("recorded_at"))
    return _of_member().standing().filter(Q(kind="release") | ~Exists(later))


def _again() -> Exists:
    return Exists(_same_kind())


def _same_kind() -> Any:
    """For a query of consents: those that stand of the same kind, person and case."""
    consents: Any = apps.get_model("clients", "Consent")
    alike = Q(case=OuterRef("case_id")) | Q(case=None, kind="email")
    rows = consents.objects.standing().filter(guardian=None)
    return rows.filter(alike, client=OuterRef("client_id"), kind=OuterRef("kind"))
