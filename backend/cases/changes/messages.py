"""Notices about a change in a register, and how it reads at the desk; a death is told only when an officer has looked. Pure."""

from datetime import date

from backend.cases.changes.types import GrantChange
from backend.cases.messages import NoticeContent
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience, Rendered

_messages = Messages.beside(__file__)
HAPPENED, OUTCOME = _messages.words("Cause"), _messages.group("outcome")
PROPOSED, CONFIRMED = _messages.take("proposed"), _messages.group("confirmed")
UNCHANGED, LIFTED, HISTORY, AT_DESK = map(_messages.take, ("unchanged", "lifted", "history", "at_desk"))


def outcome(one: GrantChange) -> str:
    """What follows by the rule, with its day; nothing is counted where the rule counts nothing."""
    if one.effect_from is None:
        return OUTCOME["apply_anew"]().text
    if one.effect == "starts_next_month":
        return OUTCOME["paid_elsewhere"](last=one.happened_on, since=one.effect_from).text
    if one.effect_from.day > 1:
        return OUTCOME["stops_on"](since=one.effect_from).text
    return OUTCOME["stops_from"](since=one.effect_from).text


def proposed(name: str, one: GrantChange) -> NoticeContent | None:
    """Told as soon as a register says so, before anything follows; a death is never told by a machine."""
    if one.cause == "death":
        return None
    said = PROPOSED(name=name, happened=HAPPENED[one.cause], on=one.happened_on, rule=one.says)
    return NoticeContent("progress", said)


def confirmed(name: str, one: GrantChange, owed: str) -> NoticeContent:
    """An officer has looked, and it is so; `owed` is what the rule says of money paid too long, where some may have been."""
    facts: dict[str, str | None] = {"name": name, "rule": one.says}
    if one.cause == "moved_back":
        return NoticeContent("progress", CONFIRMED["moved_back"](**facts))
    said: Rendered
    if one.cause == "death":
        said = CONFIRMED["death"](**facts, outcome=outcome(one), owed=owed or None)
    else:
        said = CONFIRMED["moved"](**facts, outcome=outcome(one), owed=owed or None, happened=HAPPENED[one.cause])
    return NoticeContent("decision", said)


def set_aside(name: str, one: GrantChange, reason: str) -> NoticeContent | None:
    """Message that an officer looked and nothing changes; None after a death, of which nobody was told."""
    return None if one.cause == "death" else NoticeContent("progress", UNCHANGED(name=name, reason=reason))


def lifted(name: str, reason: str) -> NoticeContent:
    """What had stopped goes on."""
    return NoticeContent("decision", LIFTED(name=name, reason=reason))


def told_at_desk(one: GrantChange) -> str:
    """What happened and when, for an officer."""
    return AT_DESK(Audience.OFFICER, on=one.happened_on, happened=HAPPENED[one.cause]).text


def in_history(one: GrantChange) -> str:
    """The line in the case's own history."""
    return HISTORY(happened=HAPPENED[one.cause], outcome=outcome(one)).text


def may_be_overpaid(one: GrantChange, today: date) -> bool:
    """Could payments have been made after the effective date?"""
    return one.effect_from is not None and one.effect_from <= today
