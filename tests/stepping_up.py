"""A fresh proof for a session of the tests, by any means; how each means is given is tested where it is given."""

from typing import Any

import msgspec

from auth import sealed
from auth.session import Sessions, session_key, with_proof
from backend.residents.types import Proof, ProofMeans
from tests.journey import Resident


async def give_proof(state: Any, held: str, means: ProofMeans) -> None:
    """Let the session of this cookie hold a proof of this moment."""
    session = await Sessions(state.redis, state.vault, state.clock).open(held)
    assert session is not None
    proofs = with_proof(session.proofs, Proof(state.clock(), means))
    changed = msgspec.structs.replace(session, proofs=proofs)
    await sealed.put(state.redis, state.vault, session_key(held), changed, 900)


async def steps_up(someone: Resident, house: Any, means: ProofMeans = "passkey") -> None:
    """The resident of a story proved it just now by another factor than the SMS."""
    held = next(value for name, value in someone.browser.cookies.items() if name.endswith("futian"))
    await give_proof(house.framework.state, held, means)
