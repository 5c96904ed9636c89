"""Giving consents and taking them back; each is of one person, and counts from that moment."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clients.models import Case, Client, Consent, Guardian, Way, Withdrawal
from clients.models.agreed_texts import consent_text
from clients.services.grants import sync_grants
from practice.models import Practice
from practice.services import audit

KINDS = Consent.Kind.values  # in the order in which pages show them
# About the person and no one record of theirs.
OF_PERSON = {Consent.Kind.EMAIL}
# Access follows from these: they last until they are withdrawn.
WITHOUT_END = {Consent.Kind.PORTAL, Consent.Kind.SUPERVISION}
# Without these something is wrong; the others are asked for when there is an occasion.
NEEDED = (Consent.Kind.THERAPY, Consent.Kind.PORTAL)
# What a guardian is asked beside the person's own yes.
GUARDIANS = (
    Consent.Kind.THERAPY,
    Consent.Kind.PORTAL,
    Consent.Kind.QUESTIONNAIRES,
    Consent.Kind.RECORDING,
)
# What staff may write down: to the portal each person agrees with their own login.
ON_PAPER = [kind for kind in Consent.Kind if kind not in ("portal", "release")]
# What somebody may agree to in the portal on their own, once it is open.
IN_PORTAL = ON_PAPER


@transaction.atomic
def give_several(actor: Any, client: Client, case: Case, *, kinds: list[str], **told: Any) -> None:
    """One `give_consent` for each kind, all or none; a last day goes to those that can have one."""
    expires_on = told.pop("expires_on", None)
    for kind in kinds:
        until = None if kind in WITHOUT_END else expires_on
        give_consent(actor, client, case, kind=kind, expires_on=until, **told)


@transaction.atomic
def give_consent(
    actor: Any,
    client: Client,
    case: Case | None,
    *,
    kind: str,
    how: str,
    given_on: date | None = None,
    expires_on: date | None = None,
    recipient: str = "",
    purpose: str = "",
    guardian: Guardian | None = None,
    read: str | None = None,
) -> Consent:
    """What they agreed to, in today's words; `read` is the content hash of what they had before
    them. An earlier one of the same kind stays in the history and is replaced.

    Raises ValidationError for words that changed meanwhile, and for days that do not fit.
    """
    text, today = consent_text(kind), Practice.load().today()
    given_on = given_on or today
    _check_days(kind, given_on, today, expires_on)
    _check_who(client, kind, how, actor=actor, guardian=guardian)
    if read is not None and read != text.content_hash:
        raise ValidationError(_("The words have changed. Please read them again."))
    if kind == Consent.Kind.RELEASE and not (recipient and purpose):
        raise ValidationError(_("Name the person, and what it is for."))
    consent = Consent.objects.create(
        client=client,
        case=None if kind in OF_PERSON else case,
        kind=kind,
        how=how,
        version=text.version,
        words=text.words,
        content_hash=text.content_hash,
        recipient=recipient,
        purpose=purpose,
        guardian=guardian,
        given_on=given_on,
        expires_on=expires_on,
        recorded_by=actor,
        recorded_at=timezone.now(),
    )
    _follow(consent)
    audit.record(actor, "consent.given", consent, case=consent.case_id, kind=str(kind))
    return consent


@transaction.atomic
def withdraw_consent(actor: Any, consent: Consent, *, how: str) -> None:
    """It ends at once, with every earlier one that says the same; the history keeps them all."""
    alike = Consent.objects.filter(
        client=consent.client_id, case=consent.case_id, kind=consent.kind, withdrawal=None
    ).filter(guardian=consent.guardian_id)
    if consent.kind == Consent.Kind.RELEASE:
        alike = alike.filter(pk=consent.pk)
    now = timezone.now()
    for row in alike.select_for_update(of=("self",)):
        # Whoever waited for the row may find it taken back by the one who held it.
        _row, is_new = Withdrawal.objects.get_or_create(
            consent=row, defaults={"how": how, "withdrawn_at": now, "recorded_by": actor}
        )
        if is_new:
            audit.record(actor, "consent.withdrawn", row, case=row.case_id, kind=row.kind)
    _follow(consent)


def refused_email(client: Client) -> bool:
    """Whether they took back their yes to e-mail, and did not give it again.

    E-mail as the safe way to reach somebody is their yes until then.
    """
    rows = client.consents.filter(kind=Consent.Kind.EMAIL, guardian=None)
    return rows.exists() and not rows.standing().exists()


def news_of(member: Any) -> Iterator[str]:
    """Words for the therapist, of a member that was fetched with `consent_news`."""
    name = str(member.client)
    if member.ends_on is not None:
        words = _("%(name)s: what was agreed about %(kind)s ends on %(day)s.")
        kind = Consent.Kind(member.ends_kind).label
        yield words % {"name": name, "kind": kind, "day": date_format(member.ends_on, "j M Y")}
    if member.took_back is not None:
        words = _("%(name)s took back what was agreed about %(kind)s.")
        yield words % {"name": name, "kind": Consent.Kind(member.took_back).label}


def standing_of(rows: Iterable[Consent]) -> tuple[list[Consent], list[Consent]]:
    """Of one person's consents, latest first: those that count now by kind, and all others.

    A later one of the same kind replaces an earlier one; each release stands for itself.
    """
    standing: list[Consent] = []
    before: list[Consent] = []
    seen: set[tuple[str, Any]] = set()
    today = Practice.load().today()
    for row in rows:
        ended = row.taken_back or (row.expires_on and row.expires_on < today)
        told = (row.kind, row.guardian_id)
        (before if ended or told in seen else standing).append(row)
        if not ended and row.kind != Consent.Kind.RELEASE:
            seen.add(told)
    return sorted(standing, key=lambda row: KINDS.index(row.kind)), before


def _check_who(
    client: Client, kind: str, how: str, *, actor: Any, guardian: Guardian | None
) -> None:
    """Each speaks for themselves: in the portal by their own login, a guardian never there."""
    by_hand = client.user_id == actor.pk
    if guardian is not None:
        if by_hand or how == Way.PORTAL or guardian.client_id != client.pk or guardian.ended_at:
            raise ValidationError(_("They do not decide along for this person."))
        return
    if (how == Way.PORTAL) != by_hand:
        raise ValidationError(_("Only they can agree in the portal, with their own login."))
    if kind == Consent.Kind.PORTAL and not by_hand:
        raise ValidationError(_("They agree to the portal themselves, when they first sign in."))


def _check_days(kind: str, given_on: date, today: date, expires_on: date | None) -> None:
    if given_on > today:
        raise ValidationError(_("That day is still to come."))
    if expires_on and (kind in WITHOUT_END or expires_on < given_on):
        raise ValidationError(_("The last day does not fit."))


def _follow(consent: Consent) -> None:
    """Access follows from what stands now."""
    if consent.kind in WITHOUT_END and consent.case is not None:
        sync_grants(consent.case)
