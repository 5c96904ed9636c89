"""What the people of the demo keep: words of their own, and habits made from what helped."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from clients.models import Answer, Case, CaseMember, Quote, Ritual
from clients.models.answer import Audience
from sessions.services.demo_days import Days, named_id
from sessions.services.demo_sessions import BOTH

Json = dict[str, Any]


def make_kept(told: Json, *, case: Case, members: Mapping[str, CaseMember], days: Days) -> None:
    """The lists `kept` and `rituals` of one story, each row with the answer that it comes from."""
    for number, row in enumerate(told.get("kept", [])):
        answer, item = _source(told["name"], row)
        Quote.objects.create(
            pk=named_id("quote", told["name"], str(number)),
            case=case,
            member=members[row["by"]],
            kind=row["kind"],
            words=row["words"],
            from_answer=answer,
            from_item=item,
            audience=row.get("audience", Audience.THERAPIST),
            kept_at=days.at(row["at"]),
        )
    for number, row in enumerate(told.get("rituals", [])):
        joint = row["by"] == BOTH
        Ritual.objects.create(
            pk=named_id("ritual", told["name"], str(number)),
            case=case,
            member=None if joint else members[row["by"]],
            since=days.day(row["since"]),
            from_answer=_source(told["name"], row)[0],
            audience=Audience.ALL if joint else Audience.THERAPIST,
            **{name: row[name] for name in ("name", "cue", "cadence", "who", "meaning")},
            minutes=row.get("minutes"),
        )


def _source(story: str, row: Json) -> tuple[Answer | None, str]:
    """The answer named in `from` and the id of an entry of it; the file names both by words."""
    if "from" not in row:
        return None, ""
    ref, by, *item = row["from"]
    answer = Answer.objects.get(pk=named_id("answer", story, ref, by))
    return answer, str(_item(story, ref, by, item[0])) if item else ""


def _item(story: str, ref: str, by: str, name: str) -> UUID:
    return named_id("item", story, f"{ref}-{by}", name)
