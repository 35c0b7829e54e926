"""In person: the principal types on her own device the code that the helper's screen shows. Never a code that was sent to her."""

import secrets
from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from redis.asyncio import Redis

from backend.cases.consents import store
from backend.cases.consents.types import ConsentRequest
from backend.cases.services import CaseServices
from backend.delegation.acting import is_principal
from backend.kit.problems import Refusal
from backend.kit.redis import count_attempt
from backend.kit.sql import Db
from backend.kit.text import to_half_width
from backend.residents.types import Acting

TRIES, SECONDS = 5, 600
"""How often a code may be typed in how long."""


class NoSuchCode(Refusal):
    """No request that waits for this person shows the code."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


def shown_code(services: CaseServices, request: ConsentRequest) -> str:
    """The code for the helper's screen; "" once it was used or the request is settled."""
    if request.code is None or request.code_used_at:
        return ""
    return services.vault.open(request.code, f"consent_code:{request.id}").decode()


async def count_try(redis: Redis, acting: Acting) -> None:
    """Count one try before anything is compared; raises TooMuch."""
    await count_attempt(redis, f"limit:consent-code:{acting.principal}", TRIES, SECONDS)


async def enter(db: Db, services: CaseServices, acting: Acting, typed: str, now: datetime) -> UUID:
    """The case whose helper's screen shows this code; it counts once. Raises NoSuchCode."""
    is_principal(acting, "consent.given")
    digits = "".join(one for one in to_half_width(typed) if one.isdigit())
    for request in await store.waiting_of(db, principal=acting.principal):
        code = shown_code(services, request)
        if code and secrets.compare_digest(code.encode(), digits.encode()):
            await store.use_code(db, id=request.id, at=now)
            return request.case_id
    raise NoSuchCode
