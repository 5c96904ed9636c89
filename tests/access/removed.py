"""How records are kept in the world: a rule, a legal hold over the couple, and one that went."""

from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone

from clients.models import Destruction
from clients.services.holds import set_hold
from practice.models import Practice
from practice.services.practice_rules import choose_retention
from sessions.summaries.certificate import certificate_pdf
from tests.access.people import World


def add_keeping(world: World) -> None:
    owner, therapist = world.logins["owner"], world.therapist
    rule = choose_retention(
        owner, years=7, majority_age=18, years_after_majority=3, process_months=3
    )
    set_hold(therapist, world.couple, reason=world.word("reason of a legal hold"))
    row = Destruction(
        case_id=UUID(int=9),
        case_code=world.word("code of a case that went")[:7],
        what=Destruction.What.RECORD,
        last_contact=date(2010, 6, 1),
        due_on=date(2017, 6, 1),
        rule=rule,
        proposed_by=therapist,
        proposed_at=timezone.now() - timedelta(days=2),
        asked=owner,
        confirmed_at=timezone.now(),
    )
    world.words["code of a case that went"] = row.case_code
    row.certificate = certificate_pdf(row, practice=Practice.load(), opened_on=date(2009, 1, 1))
    row.save(force_insert=True)
    world.objects["a certificate"] = {"pk": row.pk}
