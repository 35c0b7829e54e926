"""What the tables of guided sessions can be asked. The SQL is beside this file."""

from msgspec import Struct

from backend.guidance.types import GuidedEvent, GuidedSession, SessionState, Way
from backend.kit.sql import Queries


class AnsweredAfter(Struct, frozen=True):
    """How long somebody had waited, in seconds."""

    seconds: float


class GuidanceCount(Struct, frozen=True):
    """How many sessions stand how; those that ended count for a day."""

    state: SessionState
    way: Way
    number: int
    oldest_seconds: float


sql = Queries.beside(__file__)
add = sql.run("add")
open_of = sql.maybe("open_of", GuidedSession)
get = sql.one("get", GuidedSession)
lock = sql.one("lock", GuidedSession)
of_person = sql.many("of_person", GuidedSession)
of_guide = sql.one("of_guide", GuidedSession)
of_guide_for_change = sql.one("of_guide_for_change", GuidedSession)
open_of_guide = sql.many("open_of_guide", GuidedSession)
waiting = sql.many("waiting", GuidedSession)
next_waiting = sql.maybe("next_waiting", GuidedSession)
by_code = sql.maybe("by_code", GuidedSession)
ahead = sql.value("ahead", int)
waits = sql.many("waits", AnsweredAfter)
save = sql.run("save")
add_event = sql.run("add_event")
events = sql.many("events", GuidedEvent)
said_in = sql.many("said_in", GuidedEvent)
announce = sql.run("announce")
counts_by_state = sql.many("counts_by_state", GuidanceCount)
