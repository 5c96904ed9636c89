"""What a permission costs: finding one case and listing one's cases, against SQL without any.

Also the storage of a grant, with its indexes, against the most that one may take.
"""

import datetime
import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import Permission
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from clients.grants import CaseGrant
from clients.models import Case, CaseWorker
from practice.models import User
from tests.bench.measure import Row, compare

THERAPISTS = 200
CASES_EACH = 50
BYTES_PER_GRANT = 200


def rows() -> list[Row]:
    users = [User(email=f"t{number}@bench.example") for number in range(THERAPISTS)]
    User.objects.bulk_create(users)
    cases = make_cases(users)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    user, own = users[7], cases[7]
    seen = Case.objects.visible_to(user).order_by()
    hand = Case.objects.filter(workers__user=user).order_by()
    one_seen = Case.objects.visible_to(user).order_by().filter(pk=own[3].pk)
    one_hand = Case.objects.order_by().filter(pk=own[3].pk)
    return [
        compare("the cases of a therapist, SQL alone", runner(seen), runner(hand), "1.2"),
        compare("may I see this case, SQL alone", runner(one_seen), runner(one_hand), "1.1"),
        grant_storage(),
    ]


def make_cases(users: list[Any]) -> list[list[Case]]:
    """CASES_EACH cases for each user, as their therapist and with the grant that follows."""
    permission = Permission.objects.get(
        codename="view_case", content_type__app_label="clients", content_type__model="case"
    )
    today = datetime.date(2026, 3, 5)
    cases = [
        [
            Case(
                pk=uuid.uuid4(), kind=Case.Kind.INDIVIDUAL, title=f"Case {number}", opened_on=today
            )
            for number in range(CASES_EACH)
        ]
        for _ in users
    ]
    Case.objects.bulk_create([case for own in cases for case in own])
    CaseWorker.objects.bulk_create(
        CaseWorker(case=case, user=user, since=timezone.now())
        for user, own in zip(users, cases, strict=True)
        for case in own
    )
    CaseGrant.objects.bulk_create(
        CaseGrant(user=user, permission=permission, content_object=case)
        for user, own in zip(users, cases, strict=True)
        for case in own
    )
    return cases


def runner(queryset: QuerySet) -> Callable[[], object]:
    """Run the queryset's SQL through the driver, without building any objects."""
    sql, parameters = queryset.query.sql_with_params()

    def run() -> object:
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall()

    return run


def grant_storage() -> Row:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size(%s)", [CaseGrant._meta.db_table])
        size = cursor.fetchone()[0]
    each = size / CaseGrant.objects.count()
    return Row("storage of a grant", each, BYTES_PER_GRANT, "bytes", Decimal(1))
