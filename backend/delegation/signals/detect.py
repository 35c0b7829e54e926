"""Signs of abuse: from what was counted of a helper and an act to named signals. Pure but for the file of thresholds."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal, get_args

import msgspec
from msgspec import Struct

from backend.delegation.types import Basis, Relation

FILE = Path(__file__).with_name("signals.toml")
SignalKind = Literal[
    "many_helped", "more_than_a_family", "many_at_once", "one_device", "refused_elsewhere", "wrong_elsewhere", "by_night",
    "account_of_helper", "account_of_others", "account_after_begin",
]  # fmt: skip
"""What can be seen in a mandate, and in an act by it; a principal's complaint is none of them: nobody computes it."""
OF_AN_ACT: frozenset[SignalKind] = frozenset({"account_of_helper", "account_of_others", "account_after_begin"})
"""Those about one account in one case: an officer's word on it counts for that case only."""
OF_AN_EMPLOYEE: frozenset[SignalKind] = frozenset({"wrong_elsewhere", "account_of_helper", "account_after_begin"})
"""Of somebody whom an organisation authorised: the organisation's money doesn't go to whoever hands in for it."""
BY_LAW_SEEN: Mapping[Basis, frozenset[SignalKind]] = MappingProxyType({
    "parent": frozenset({"wrong_elsewhere"}),
    "guardian": frozenset({"wrong_elsewhere", "account_of_helper", "account_of_others"}),
    "legal_representative": frozenset({"wrong_elsewhere", "account_of_helper"}),
    "operator": frozenset({"wrong_elsewhere"}),
})  # fmt: skip
"""What is looked for where a register or document gives the authority. A child's money on a parent's account, and an individual
business's on its operator's, are ordinary; a ward's on the guardian's waits for a person (Civil Code art. 35). A proposal."""
Size = Literal["some", "high"]
"""The class of a value; the value itself stays nowhere."""
UNRELATED: frozenset[Relation] = frozenset({"friend", "neighbour", "community", "employee"})


class Threshold(Struct, frozen=True, forbid_unknown_fields=True):
    """From which value on a signal holds, and from which it is far above."""

    holds: int
    high: int


class Windows(Struct, frozen=True, forbid_unknown_fields=True):
    """How far back each fact looks, in days."""

    helping: int
    refusals: int
    together: int
    nights: int
    after_begin: int
    cleared: int


class SignalTable(Struct, frozen=True, forbid_unknown_fields=True):
    """The figures in `signals.toml`, and where they come from."""

    provenance: Literal["verified", "proposal"]
    windows: Windows
    family: Mapping[Relation | Literal["everybody"], int]
    thresholds: Mapping[SignalKind, Threshold]


class SignalFacts(Struct, frozen=True, kw_only=True):
    """One count for each kind: of people, mandates or accounts; never who they are."""

    many_helped: int = 0  # principals to whom the helper says to be no relative, or says nothing
    more_than_a_family: int = 0  # principals beyond what a person can be to others
    many_at_once: int = 0  # principals whose mandates began within days
    one_device: int = 0  # principals who sign in with the same browser
    refused_elsewhere: int = 0  # people who refused
    wrong_elsewhere: int = 0  # mandates that ended for fraud, or with a complaint that is open or was right
    by_night: int = 0  # principals for whom something was done between midnight and five
    account_of_helper: int = 0  # the money would go to an account that is the helper's
    account_of_others: int = 0  # other people with that account
    account_after_begin: int = 0  # another account than before, soon after a mandate began


class Signal(Struct, frozen=True):
    """One sign: what, and in which class its value is."""

    kind: SignalKind
    size: Size


class Cleared(Struct, frozen=True):
    """A sign of this kind and class on which an officer has said that nothing is wrong."""

    kind: str
    size: Size


@cache
def table() -> SignalTable:
    """The figures in `signals.toml`; a threshold for each kind."""
    found = msgspec.convert(tomllib.loads(FILE.read_text("utf-8")), SignalTable)
    if set(found.thresholds) != set(get_args(SignalKind)):
        raise ValueError(f"{FILE.name}: a threshold for each kind of signal, and no other")
    return found


def detect_signals(facts: SignalFacts, cleared: Iterable[Cleared] = ()) -> tuple[Signal, ...]:
    """The signals in these facts, without those of the same class that an officer has cleared; the most serious first."""
    found = [sized(kind, getattr(facts, kind)) for kind in get_args(SignalKind)]
    looked_at = {(one.kind, size) for one in cleared for size in ("some", one.size)}
    open_signals = [one for one in found if one is not None and (one.kind, one.size) not in looked_at]
    return tuple(sorted(open_signals, key=lambda one: one.size != "high"))


def sized(kind: SignalKind, value: int) -> Signal | None:
    """The signal of a value; None below its threshold."""
    limits = table().thresholds[kind]
    if value < limits.holds:
        return None
    return Signal(kind, "high" if value >= limits.high else "some")


def looked_for(basis: Basis, *, of_organisation: bool) -> frozenset[SignalKind]:
    """The kinds that make sense for this authority; `of_organisation`: an office's holder gave it."""
    if basis != "consent":
        return BY_LAW_SEEN[basis]
    return OF_AN_EMPLOYEE if of_organisation else frozenset(get_args(SignalKind))


def unrelated(helped: Mapping[str, int]) -> int:
    """How many principals somebody helps without saying to be a relative; `helped`: principals by relation, "" where none is said."""
    return sum(number for relation, number in helped.items() if relation == "" or relation in UNRELATED)


def beyond_a_family(helped: Mapping[str, int]) -> int:
    """How many principals somebody helps beyond what a person can be to others."""
    numbers = {**helped, "everybody": sum(helped.values())}
    return sum(max(0, numbers.get(relation, 0) - most) for relation, most in table().family.items())


def is_after_begin(active_at: datetime, now: datetime) -> bool:
    """Did a mandate begin only days ago?"""
    return now - active_at < timedelta(days=table().windows.after_begin)
