"""What every call to a principal shares, whatever she is asked: the number, what she hears and presses, and what that means.

The house calls a number that the registers have held for her alone, never the helper's. She presses a random digit, and then the
code that is shown on the other side's screen. Nobody asks her for a code that was sent to her.
"""

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from backend.delegation import store
from backend.delegation.context import Context
from backend.delegation.principals import PURPOSE
from backend.delegation.problems import CallTooSoon, NoNumberToCall
from backend.delegation.wording import Wording
from backend.kit.clock import local_date
from backend.kit.messages.render import Messages
from backend.kit.sql import Db
from backend.registers import telephone
from backend.registers.gateway import SignedTransport
from backend.registers.phone_numbers import held_numbers, proves
from backend.registers.telephone import Gather, Part, Say
from backend.registers.types import Subject
from backend.residents.types import Identity

DAY = timedelta(days=1)
A_DAY = 3  # calls to one principal, whatever they ask
LASTS = timedelta(minutes=10)  # after which a call that nobody reports on is over
LOOK_AGAIN = 3.0  # seconds
LONGEST = 1000  # signs of one Say
MOST_SAID = 8  # Says before she answers: the gateway takes twelve parts
ASKING = Messages.beside(__file__).texts("asking")
"""Who reads the code to the principal, as the call names them."""


class KeyChoice(Struct, frozen=True):
    """Something that she may choose by a key: what is spoken then, what it stands for, and the digest of all that she agrees to with it."""

    key: str
    says: str
    value: str
    digest: str


class Script(Struct, frozen=True):
    """What a call needs to be placed and understood; kept sealed. `choices` are offered after the first `before` signs of `words`."""

    number: str
    digit: str
    code: str
    words: str
    asker: str
    before: int = 0
    choices: tuple[KeyChoice, ...] = ()

    def __repr__(self) -> str:
        """Says nothing, so that no log and no traceback can."""
        return "Script()"


class CallOutcome(Struct, frozen=True):
    """How a call went, and what she chose by a key."""

    state: store.CallState
    chosen: KeyChoice | None = None


class CallProgress(Struct, frozen=True):
    """A call as the other side's screen shows it; `code` only while it is under way."""

    state: str
    code: str
    placed_at: datetime


async def number_of(context: Context, who: Identity, helper: Identity, now: datetime) -> str:
    """A number on which the principal's yes counts; raises NoNumberToCall."""
    not_of = frozenset({helper.phone, *(one.phone for one in helper.second_phones)})
    found = await held_numbers(context.registers, PURPOSE, Subject(who.id_number, who.name)) if who.id_number else ()
    for one in found:
        if proves(one, local_date(now), not_of):
            return one.number
    raise NoNumberToCall


def keys(taken: frozenset[str] = frozenset()) -> tuple[str, str]:
    """A digit for her yes, none of those that mean something else, and the code for the other side's screen."""
    return secrets.choice([one for one in "123456789" if one not in taken]), f"{secrets.randbelow(10**6):06}"


async def leave_in_peace(db: Db, principal: UUID, now: datetime) -> None:
    """Raise CallTooSoon if this principal was called as often as a day allows, whatever for. The caller holds her row."""
    if (await store.calls_since(db, principal=principal, since=now - DAY) or 0) >= A_DAY:
        raise CallTooSoon


def runs(state: str, placed_at: datetime, now: datetime) -> bool:
    """Is a call under way?"""
    return state == "placed" and now - placed_at < LASTS


def script_of(script: Script, wording: Wording) -> tuple[Part, ...]:
    """The parts of a call that reads `script.words`."""
    return (
        *choosing(script, wording), *(Say(text) for text in pieces(script.words[script.before :])), Gather(digits=1, expect=script.digit, otherwise=wording.refused),
        Say(wording.second.format(asker=script.asker)), Gather(digits=len(script.code)), Say(wording.agreed),
    )  # fmt: skip


def choosing(script: Script, wording: Wording) -> tuple[Part, ...]:
    """What comes before the rest where she chooses something by a key."""
    if not script.choices:
        return ()
    offered = {one.key: one.says for one in script.choices}
    return (
        *(Say(text) for text in pieces(script.words[: script.before])),
        Gather(digits=1, choices=offered, otherwise=wording.refused),
    )


def chosen_by_key(script: Script, keys: tuple[str, ...]) -> KeyChoice | None:
    """What she chose, by the first key of a call that offers something. Pure."""
    return next((one for one in script.choices if keys[:1] == (one.key,)), None)


def pieces(words: str) -> list[str]:
    """Words in pieces that the gateway speaks in one breath, cut at the ends of lines; a line that is longer is cut itself."""
    found: list[str] = []
    for line in _short_lines(words):
        if found and len(found[-1]) + 1 + len(line) <= LONGEST:
            found[-1] += "\n" + line
        else:
            found.append(line)
    return found


def _short_lines(words: str) -> Iterator[str]:
    for line in words.split("\n"):
        yield from (line[at : at + LONGEST] for at in range(0, max(1, len(line)), LONGEST))


async def how_it_went(
    gateway: SignedTransport, id: UUID, placed_at: datetime, script: Script, wording: Wording, now: datetime
) -> CallOutcome | None:
    """Place a call, or ask how it goes; what the keys mean once it is over, None while it goes on. Asks outside any transaction."""
    told = await telephone.report(gateway, id)
    if told is not None and told.state == "unknown":
        told = await telephone.place(gateway, id, script.number, script_of(script, wording))
    if (told is None or told.state not in telephone.OVER) and runs("placed", placed_at, now):
        return None
    return outcome(script, told)


def outcome(script: Script, told: telephone.CallReport | None) -> CallOutcome:
    """What the keys mean. Pure."""
    if told is None or told.state not in ("completed", "refused"):
        return CallOutcome("unanswered")
    chosen = chosen_by_key(script, told.keys)
    if script.choices and chosen is None:
        return CallOutcome("refused" if told.keys else "unanswered")
    return CallOutcome(yes_or_no(script, told.state, told.keys[1:] if script.choices else told.keys), chosen)


def yes_or_no(script: Script, state: str, keys: tuple[str, ...]) -> store.CallState:
    """What her digit and the other side's code mean. Pure."""
    if not keys or keys[0] != script.digit:
        return "refused" if keys else "unanswered"
    if state != "completed" or len(keys) < 2:
        return "unanswered"
    return "agreed" if secrets.compare_digest(keys[1], script.code) else "mistaken"
