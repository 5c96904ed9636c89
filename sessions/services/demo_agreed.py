"""What the people of the demo agreed to on their first day."""

from collections.abc import Iterable
from datetime import datetime

from clients.models import Agreement, Case, CaseMember, Consent, SecretsPolicy, Way
from clients.models.agreed_texts import consent_text, policy_text
from practice.models import User
from sessions.services.demo_days import named_id

# Nobody is recorded, and no letter went out.
NOT_ASKED = {Consent.Kind.RECORDING, Consent.Kind.RELEASE}


def make_agreed(case: Case, members: Iterable[CaseMember], *, by: User, at: datetime) -> None:
    """Their consents and, of a couple, the policy on secrets with both signatures."""
    people = list(members)
    Consent.objects.bulk_create(
        _consent(case, member, kind, at)
        for member in people
        for kind in Consent.Kind
        if kind not in NOT_ASKED
    )
    if case.is_couple:
        _sign(_policy(case, by, at), people, at)


def _consent(case: Case, member: CaseMember, kind: str, at: datetime) -> Consent:
    text = consent_text(kind)
    return Consent(
        pk=named_id("consent", str(member.pk), kind),
        client=member.client,
        case=None if kind == Consent.Kind.EMAIL else case,
        kind=kind,
        how=Way.PORTAL,
        version=text.version,
        words=text.words,
        content_hash=text.content_hash,
        given_on=at.date(),
        recorded_by=member.client.user,
        recorded_at=at,
    )


def _policy(case: Case, by: User, at: datetime) -> SecretsPolicy:
    text = policy_text(case.secrets_policy)
    policy = SecretsPolicy(pk=named_id("policy", str(case.pk)), case=case, number=1, kind=text.kind)
    policy.words = text.words
    policy.content_hash = policy.as_read().content_hash
    policy.chosen_by, policy.chosen_at = by, at
    policy.save()
    return policy


def _sign(policy: SecretsPolicy, people: list[CaseMember], at: datetime) -> None:
    Agreement.objects.bulk_create(
        Agreement(
            pk=named_id("agreement", str(member.pk)),
            member=member,
            policy=policy,
            how=Way.PORTAL,
            content_hash=policy.content_hash,
            signed_at=at,
            recorded_by=member.client.user,
        )
        for member in people
    )
