"""Earlier texts of answers. They are kept at turning points, not at every letter."""

from datetime import datetime, timedelta

from clients.models import Answer, AnswerRevision

REST = timedelta(minutes=10)  # a shorter pause belongs to the same sitting
DONE, AUDIENCE, CLASH, RESTED = "done", "audience", "clash", "rest"


def keep_revision(answer: Answer, *, reason: str, now: datetime) -> None:
    """Keep the text as it stands now; a version that was kept before is not kept twice."""
    if not answer.version or answer.revisions.filter(version=answer.version).exists():
        return
    AnswerRevision.objects.create(
        answer=answer, data=answer.data, version=answer.version, reason=reason, kept_at=now
    )


def keep_rested(answer: Answer, *, now: datetime) -> bool:
    """Keep the text if nobody touched it for ten minutes; whether it had rested."""
    rested = bool(answer.version) and now - answer.changed_at >= REST
    if rested:
        keep_revision(answer, reason=RESTED, now=now)
    return rested
