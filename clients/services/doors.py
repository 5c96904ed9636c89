"""Whether a person's portal is open to them, or what they are to read and agree to first."""

from dataclasses import dataclass
from typing import Any

from clients.access import agreements
from clients.models import CaseMember, Consent, SecretsPolicy
from clients.models.agreed_texts import AgreedText, consent_text
from practice.models import Practice


@dataclass(frozen=True)
class Door:
    """What one member agreed to, as far as their portal turns on it."""

    agreed: bool  # their own consent to the portal stands
    portal: bool  # and of somebody not of age, that of a guardian
    policy: int | None  # the latest version of the policy on secrets; None where there is none
    signed: int | None  # the latest version that they signed with their own login

    @classmethod
    def of(cls, member: Any) -> "Door":
        """Of a member that was fetched with `clients.access.agreements`."""
        # Whoever has left is asked to sign nothing new: what is theirs stays open to them.
        policy = member.policy_number if member.is_present else member.signed_number
        alone = not Practice.load().is_minor(member.client.born_on)
        portal = member.agreed_portal and (alone or member.guardian_agreed)
        return cls(member.agreed_portal, portal, policy, member.signed_number)

    @property
    def is_open(self) -> bool:
        return self.portal and self.signed == self.policy

    @property
    def waits_for_guardian(self) -> bool:
        return self.agreed and not self.portal

    @property
    def takes_words(self) -> bool:
        """Whether what somebody is typing is kept: also while a newer policy waits for them.

        Until they sign that, the one they signed counts for what they wrote.
        """
        return self.portal and (self.policy is None or self.signed is not None)


def member_at_door(user: Any, case_pk: Any) -> Any:
    """The member of that case whom `user` is, with what they agreed to; None for anybody else."""
    rows = CaseMember.objects.at_door(user).select_related("client", "case")
    return rows.filter(case=case_pk).annotate(**agreements()).first()


def asked_first(user: Any, member: Any) -> AgreedText | None:
    """What they are to read next before the portal opens; None when it is open."""
    door = Door.of(member)
    if not door.agreed:
        return consent_text(Consent.Kind.PORTAL)
    if door.is_open:
        return None
    policy = SecretsPolicy.objects.put_to(user).filter(case=member.case_id).first()
    return policy.as_read() if policy else None
