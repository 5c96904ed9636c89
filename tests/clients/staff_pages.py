"""Signing staff in, and what every page of a case must hold against: strangers and many rows."""

from datetime import timedelta

from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clients.models import Case, Supervision
from clients.services.grants import sync_grants
from practice.models import Practice, User
from tests import factories as make

APART = ("practice_audit", "SAVEPOINT", "UPDATE ", "INSERT ")  # audit and clock writes


def sign_in(user: User) -> Browser:
    """A browser of somebody whose second factor is set up."""
    browser = Browser()
    browser.force_login(user)
    session = browser.session
    session["second_factor_set"] = True
    session["began"] = session["active"] = timezone.now().isoformat()
    session.save()
    return browser


def strangers() -> list[User]:
    """People who work here and hold nothing on the case: to each it does not exist."""
    return [
        make.make_therapist("Ben Stranger"),
        make.make_office(),
        make.make_user("Owner", is_owner=True),
        make.make_user("Root", is_superuser=True, is_staff=True, is_therapist=True),
        make.make_user("Idle", is_supervisor=True),
    ]


def make_supervisor(case: Case) -> User:
    """Somebody who reads the case, and may not change it."""
    sam = make.make_user("Sam", is_supervisor=True)
    since = timezone.now() - timedelta(days=1)
    ana = case.workers.get().user
    Supervision.objects.create(supervisor=sam, supervisee=ana, since=since)
    sync_grants(case)
    return sam


def queries_of(browser: Browser, url: str) -> int:
    """How many queries the page reads with, session and user among them."""
    Practice.load()  # remembered from then on, as in a process that runs
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(url).status_code == 200
    return len([q for q in queries if not q["sql"].startswith(APART) and APART[0] not in q["sql"]])


def assert_closed_to_strangers(url: str, *secrets: str, method: str = "get") -> None:
    """The same 404 for everybody without a grant, with nothing of the case in it."""
    for user in strangers():
        response = getattr(sign_in(user), method)(url)
        assert response.status_code == 404, f"{user} got {response.status_code}"
        assert not [word for word in secrets if word in response.content.decode()]
