"""States of an offer: which event may follow in which state. Pure."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from backend.offers.problems import OfferMovedOn
from backend.offers.types import Kind, ServiceOffer, State

TABLE: Mapping[State, Mapping[Kind, State]] = MappingProxyType({
    "proposed": {
        "told": "proposed", "questioned": "proposed", "accepted": "accepted", "stopped": "stopped", "expired": "expired",
        "handed_over": "handed_over",
    },
    "accepted": {"told": "accepted", "due": "due", "stopped": "stopped", "handed_over": "handed_over"},
    "due": {"told": "due", "submitted": "submitted", "stopped": "stopped", "handed_over": "handed_over"},
    "handed_over": {"told": "handed_over", "settled": "handed_over"},
    "submitted": {"told": "submitted"},
    "stopped": {"told": "stopped"},
    "expired": {"told": "expired"},
})  # fmt: skip
ENDS: frozenset[State] = frozenset({"submitted", "stopped", "expired", "handed_over"})
STOPPABLE: tuple[State, ...] = tuple(state for state, moves in TABLE.items() if "stopped" in moves)


def next_state(state: State, kind: Kind) -> State:
    """Return the state after an event; raises OfferMovedOn where it may not follow."""
    found = TABLE[state].get(kind)
    if found is None:
        raise OfferMovedOn
    return found


def is_over(offer: ServiceOffer, today: date) -> bool:
    """Has the day come without a yes? A comparison: the job only writes it down."""
    return offer.state == "proposed" and offer.due_on <= today
