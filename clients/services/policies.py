"""The couple's policy on secrets: chosen by the therapist, signed by each of the two alone."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Agreement, Case, CaseMember, SecretsPolicy, Way
from clients.models.agreed_texts import policy_text
from clients.services.grants import sync_grants
from practice.services import audit


@transaction.atomic
def choose_policy(actor: Any, case: Case, kind: str) -> SecretsPolicy:
    """A new version, which each of the two is asked to sign; what they wrote stays as it is.

    Raises ValidationError for one person's case, and where it says what counts already.
    """
    case = Case.objects.select_for_update().get(pk=case.pk)
    if not case.is_couple:
        raise ValidationError(_("One person alone needs no agreement on secrets."))
    latest, text = case.policies.first(), policy_text(kind)
    if latest and (latest.kind, latest.words) == (kind, text.words):
        raise ValidationError(_("This is what you have agreed on already."))
    case.secrets_policy = kind
    case.save(update_fields=["secrets_policy"])
    number = latest.number + 1 if latest else 1
    policy = SecretsPolicy(case=case, number=number, kind=kind, words=text.words)
    policy.content_hash = policy.as_read().content_hash
    policy.chosen_by, policy.chosen_at = actor, timezone.now()
    policy.save()
    sync_grants(case)
    audit.record(actor, "policy.chosen", policy, case=case, kind=kind, number=number)
    return policy


@transaction.atomic
def sign_policy(actor: Any, member: CaseMember, *, read: str, how: str = Way.PORTAL) -> None:
    """`member` agrees to the latest version; `read` is the content hash of what they had before
    them. Signing the same version twice changes nothing.

    Raises ValidationError where there is none, where a newer one came meanwhile, and where staff
    would sign for somebody who has a login: that is theirs alone.
    """
    policy = _held(member.case_id)
    if policy is None or policy.content_hash != read:
        raise ValidationError(_("The words have changed. Please read them again."))
    own = member.client.user_id
    if own is not None and (how != Way.PORTAL or own != actor.pk):
        raise ValidationError(_("They have a login. Only they can sign, in the portal."))
    agreement, is_new = Agreement.objects.get_or_create(
        member=member,
        policy=policy,
        how=how,
        defaults={
            "content_hash": policy.content_hash,
            "signed_at": timezone.now(),
            "recorded_by": actor,
        },
    )
    if is_new:
        sync_grants(member.case)
        audit.record(actor, "policy.signed", agreement, case=member.case_id, how=str(how))


def _held(case_key: Any) -> SecretsPolicy | None:
    """The latest version, with its case held: nobody signs what is being replaced just then."""
    Case.objects.select_for_update().get(pk=case_key)
    return SecretsPolicy.objects.filter(case=case_key).first()
