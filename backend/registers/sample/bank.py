"""Answers of the sample bank register; pure.

It knows the invented accounts (`ACCOUNT`…) and nothing of any real bank: each of the cast has the account that the registers hold
and, for trials of a change, a second one; each generated resident has one.
"""

from typing import Literal

from backend.registers.sample.cast import ACCOUNT, Member, account, cast
from backend.registers.sample.faults import Mode
from backend.registers.sample.residents import Resident

SECOND = 500  # added to the serial of a member's first account


def first_account(member: Member) -> str:
    """Return the account of a cast member that the registers know."""
    return account(int(member.phone[-2:]))


def second_account(member: Member) -> str:
    """Return another account of the same person, known to the bank register only."""
    return account(int(member.phone[-2:]) + SECOND)


def accounts_of(who: Resident) -> frozenset[str]:
    """Return a person's accounts at the sample bank."""
    member = next((one for one in cast().values() if one.id_number == who.number), None)
    if member is not None:
        return frozenset((first_account(member), second_account(member)))
    payable = who.facts.get("payable_account")
    return frozenset((payable,)) if isinstance(payable, str) else frozenset()


def answer(number: str, who: Resident | None, mode: Mode) -> Literal["match", "no_match", "cannot_tell"]:
    """Return match, no match, or cannot tell (other banks, silent register)."""
    if mode == "silent" or not number.startswith(ACCOUNT):
        return "cannot_tell"
    mine = who is not None and number in accounts_of(who)
    return "match" if mine != (mode == "contradict") else "no_match"
