"""The end of a record: proposed by one, confirmed by another, and then gone as a whole.

Nothing here runs by itself. What stays is the audit trail, which names no clinical word, and a
certificate.
"""

import hashlib
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from clients.models import Case, Client, Destruction
from clients.services.holds import hold_case, refuse_held
from practice.models import Practice, RetentionRule, User
from practice.services import audit
from sessions.models import ProcessNote
from sessions.services.note_life import guard_lifted
from sessions.services.retention import Term, term_of

FOLLOWED = (models.CASCADE, models.PROTECT, models.RESTRICT)
AT_ONCE = 500
Keys = dict[type[models.Model], set[Any]]


def colleagues(actor: Any, case_key: UUID) -> models.QuerySet[User]:
    """Who may be asked to confirm: owners, therapists and supervisors who are not in the case."""
    roles = models.Q(is_owner=True) | models.Q(is_therapist=True) | models.Q(is_supervisor=True)
    people = User.objects.filter(roles, is_active=True).exclude(pk=actor.pk)
    return people.exclude(client__memberships__case=case_key).order_by("name", "pk")


def case_to_decide(user: Any, case_key: UUID) -> Case | None:
    """A case whose keeping this person decides about, or whose end they were asked to confirm."""
    case: Case | None = Case.objects.retained_by(user).filter(pk=case_key).first()
    if case is None and Destruction.objects.waiting_for(user).filter(case_id=case_key).exists():
        return Case.objects.filter(pk=case_key).first()
    return case


def waiting_on(case: Case) -> Destruction | None:
    """The proposal that waits for its second step, if there is one."""
    rows = Destruction.objects.waiting().filter(case_id=case.pk)
    return rows.select_related("proposed_by", "asked").first()


@transaction.atomic
def propose(actor: Any, case: Case, *, what: str, asked: Any = None) -> Destruction:
    """Ask a colleague to confirm; whoever works alone asks nobody and confirms on their own.

    Raises ValidationError before the time is over, under a legal hold, where one waits already,
    and where nobody was asked although there is somebody.
    """
    hold_case(case)
    term, rule = _due_term(case, what)
    if waiting_on(case) is not None:
        raise ValidationError(_("This is proposed already."))
    others = colleagues(actor, case.pk)
    if asked is None and others.exists():
        raise ValidationError({"asked": _("Choose who is to confirm it.")})
    if asked is not None and not others.filter(pk=asked.pk).exists():
        raise ValidationError({"asked": _("They cannot confirm this. Choose somebody else.")})
    row = Destruction(
        case_id=case.pk,
        case_code=case.code,
        what=what,
        last_contact=term.last_contact,
        due_on=_due_on(term, what),
        rule=rule,
        proposed_by=actor,
        proposed_at=timezone.now(),
        asked=asked or actor,
    )
    row.save(force_insert=True)
    audit.record(actor, "destruction.proposed", row, case=case, what=what)
    return row


@transaction.atomic
def withdraw(actor: Any, row: Destruction) -> None:
    """The proposal is off; everything stays as it is."""
    still = Destruction.objects.waiting().filter(pk=row.pk)
    if still.update(withdrawn_at=timezone.now()):
        audit.record(actor, "destruction.withdrawn", row, case=row.case_id)


@transaction.atomic
def destroy(actor: Any, row: Destruction, *, code: str) -> Destruction:
    """Remove it, all or nothing, and make the certificate.

    Raises ValidationError for anybody but the person asked, for a code that is not the case's,
    under a legal hold, and where the time is not over (any more).
    """
    case = Case.objects.select_for_update().filter(pk=row.case_id).first()
    row = Destruction.objects.get(pk=row.pk)
    if case is None or row.withdrawn_at or row.confirmed_at:
        raise ValidationError(_("This was decided meanwhile."))
    if row.asked_id != actor.pk:
        raise ValidationError(_("Somebody else was asked to confirm this."))
    _refuse_unfit(case, row)
    if code.strip().upper() != case.code:
        raise ValidationError({"code": _("This is not the code of the case.")})
    term, row.rule = _due_term(case, row.what)
    row.last_contact, row.due_on = term.last_contact, _due_on(term, row.what)
    opened_on = case.opened_on
    with guard_lifted(actor, "end of the time of keeping"):
        _remove(case, row.what)
    _certify(actor, row, opened_on)
    return row


def _refuse_unfit(case: Case, row: Destruction) -> None:
    """As at the proposal: alone only whoever works alone, and nobody about a case they are in."""
    others = colleagues(row.proposed_by, case.pk)
    alone = row.asked_id == row.proposed_by_id
    if others.exists() if alone else not others.filter(pk=row.asked_id).exists():
        words = _("Who works here has changed. Take the proposal back, and ask somebody anew.")
        raise ValidationError(words)


def _due_term(case: Case, what: str) -> tuple[Term, RetentionRule]:
    """The term, once nothing speaks against the removal; ValidationError with what does."""
    refuse_held(case)
    rule = RetentionRule.in_force()
    if rule is None:
        raise ValidationError(_("The practice has not chosen yet how long records are kept."))
    term = term_of(case, rule)
    if not term.is_due(what, Practice.load().today()):
        raise ValidationError(_("The time of keeping is not over."))
    return term, rule


def _due_on(term: Term, what: str) -> date:
    on = term.due_on if what == Destruction.What.RECORD else term.reflections_on
    assert on is not None, "asked for by somebody who knows that it is due"  # noqa: S101 - as said
    return on


def _certify(actor: Any, row: Destruction, opened_on: date) -> None:
    row.confirmed_at = timezone.now()
    # reportlab is loaded by whoever needs it.
    paper = import_string("sessions.summaries.certificate.certificate_pdf")
    row.certificate = paper(row, practice=Practice.load(), opened_on=opened_on)
    row.sha256 = hashlib.sha256(row.certificate).hexdigest()
    row.save()
    audit.record(
        actor, "case.destroyed", row, case=row.case_id, what=row.what, certificate=row.sha256
    )


def _remove(case: Case, what: str) -> None:
    if what == Destruction.What.REFLECTIONS:
        ProcessNote.objects.filter(therapy_session__case=case).delete()
        return
    people = list(Client.objects.filter(memberships__case=case).select_related("user"))
    _remove_below(case)
    for client in people:
        if not client.memberships.exists():
            _remove_person(client)


def _remove_person(client: Client) -> None:
    """Somebody without any other case: contact data go with the record, and the login."""
    login = client.user
    _remove_below(client)
    if login is None or login.works_here or login.is_staff:
        return
    try:
        with transaction.atomic():
            login.delete()
    except ProtectedError:  # their name stands under something that stays: the login ends
        login.is_active = False
        login.set_unusable_password()
        login.save(update_fields=["is_active", "password"])


def _remove_below(root: models.Model) -> None:
    """The row and every row that hangs from it, whatever table it lies in.

    Walked along the foreign keys, so that a table that is added later is not forgotten.
    """
    found = _below(root)
    for model in _leaves_first(found):
        keys = list(found[model])
        for start in range(0, len(keys), AT_ONCE):
            # By the queryset's own road: it tells the files of pictures to go, too.
            model._base_manager.filter(pk__in=keys[start : start + AT_ONCE]).delete()


def _below(root: models.Model) -> Keys:
    found: Keys = {type(root): {root.pk}}
    waiting = [(type(root), {root.pk})]
    while waiting:
        model, keys = waiting.pop()
        for field in _pointing_at(model):
            rows = field.model._base_manager.filter(**{f"{field.name}__in": keys})
            new = set(rows.values_list("pk", flat=True)) - found.get(field.model, set())
            if new:
                found.setdefault(field.model, set()).update(new)
                waiting.append((field.model, new))
    return found


def _pointing_at(model: type[models.Model]) -> Iterator[Any]:
    """Foreign keys whose rows make no sense without what they point at."""
    relations: list[Any] = model._meta.get_fields(include_hidden=True)
    for relation in relations:
        points_here = relation.auto_created and not relation.concrete
        if points_here and not relation.many_to_many and relation.on_delete in FOLLOWED:
            yield relation.field


def _leaves_first(found: Keys) -> list[type[models.Model]]:
    """An order in which nothing is removed that another row still points at."""
    left, order = set(found), []
    while left:
        targets = {
            model: {
                field.related_model for field in model._meta.concrete_fields if field.is_relation
            }
            for model in left
        }
        free = [one for one in left if not any(one in targets[other] for other in left - {one})]
        # Two tables that point at each other: Django's own cascade takes both.
        free = free or [next(iter(left))]
        order += sorted(free, key=lambda model: model._meta.label)
        left -= set(free)
    return order
