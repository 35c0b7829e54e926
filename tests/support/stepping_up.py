"""A fresh proof for a session of the tests, by any means; how each means is given is tested where it is given."""

from typing import Any

import msgspec
from playwright.async_api import BrowserContext

from auth.session.sessions import Sessions, session_key, with_proof
from backend.kit import encrypted_redis
from backend.kit.clock import utc_now
from backend.kit.crypto import Vault
from backend.kit.redis import open_redis
from backend.residents.types import FreshProof, ProofMeans
from backend.settings import Settings
from tests.journey import Resident


async def give_proof(sessions: Sessions, session_id: str, means: ProofMeans = "passkey") -> None:
    """Let the session of this cookie hold a proof of this moment."""
    session = await sessions.resume(session_id)
    assert session is not None
    proofs = with_proof(session.proofs, FreshProof(sessions.clock(), means))
    changed = msgspec.structs.replace(session, proofs=proofs)
    await encrypted_redis.put(sessions.redis, sessions.vault, session_key(session_id), changed, 900)


async def steps_up(someone: Resident, house: Any, means: ProofMeans = "passkey") -> None:
    """The resident of a story proved it just now by another factor than the SMS."""
    session_id = next(value for name, value in someone.browser.cookies.items() if name.endswith("futian"))
    state = house.framework.state
    await give_proof(Sessions(state.redis, state.vault, state.clock), session_id, means)


async def steps_up_in(window: BrowserContext, settings: Settings, means: ProofMeans = "passkey") -> None:
    """The person in this real browser proved it just now by another factor than the SMS."""
    session_id = next(one["value"] for one in await window.cookies() if one["name"].endswith("futian"))
    redis = open_redis(settings.redis_url)
    await give_proof(Sessions(redis, Vault(settings.sealing_keys, settings.hash_key), utc_now), session_id, means)
    await redis.aclose()
