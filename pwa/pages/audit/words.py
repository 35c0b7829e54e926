"""The lines of the audit log in words."""

from datetime import datetime

from msgspec import Struct

from backend.audit.store import ActorAct
from backend.audit.types import AuditLine
from backend.kit.messages.formats import listed
from backend.kit.messages.render import Messages

_words = Messages.beside(__file__).words

ACTIONS = _words("ACTIONS")

SAYS = _words("SAYS")


class LogLine(Struct, frozen=True, kw_only=True):
    """A line of the log as an auditor reads it; `says` is "" for an act without words."""

    seq: int
    at: datetime
    actor: str
    action: str
    says: str
    subject: str
    detail: str
    group: str


def log_line(line: AuditLine) -> LogLine:
    """Put the act and its group into words where there are some; everything else stays as it was written."""
    detail = "，".join(f"{key}={value}" for key, value in line.detail.items())
    return LogLine(
        seq=line.seq, at=line.at, actor=line.actor, action=line.action, says=SAYS.get(line.action, ""), subject=line.subject,
        detail=detail, group=group_of(line.action),
    )  # fmt: skip


SOURCES = _words("SOURCES")


class ActShown(Struct, frozen=True):
    """One act as an auditor reads it."""

    at: datetime
    action: str
    says: str
    group: str
    subject: str
    sources: str


def act_shown(act: ActorAct) -> ActShown:
    """An act in words, with the tables in which it stands."""
    sources = listed(SOURCES[source] for source in act.sources)
    return ActShown(act.at, act.action, SAYS.get(act.action, ""), group_of(act.action), act.subject, sources)


def group_of(action: str) -> str:
    """The words for the group of an action, such as 办件 for `case.submitted`."""
    return ACTIONS.get(action.partition(".")[0], ACTIONS["other"])
