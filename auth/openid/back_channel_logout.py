"""Back-channel logout of staff: the provider ends the sessions of a member of staff (OpenID Connect Back-Channel Logout 1.0).

Roles are read at sign-in, so whoever still works here signs in again and has the roles of that moment.
"""

import hashlib
from http import HTTPStatus

from litestar import Response, post

from auth.openid.authorization_flow import logging_refusal, relying_party_for
from auth.openid.id_token import OLDEST, SKEW
from auth.openid.staff_routes import NAME
from auth.openid.types import NotProven
from auth.session.sessions import Sessions
from backend.kit.clock import utc_now
from backend.kit.log import fact
from backend.kit.redis import redis_errors
from backend.kit.web import AnyRequest, the_form
from backend.residents.guards import access, public

LARGEST = 16_384  # bytes of a logout token with its form
FORGOTTEN = OLDEST + 2 * SKEW  # seconds after which a token is too old to be used again
NO_STORE = {"Cache-Control": "no-store"}


@post(
    "/staff/sign-in/back-channel-logout", opt=access(public, token=False), status_code=HTTPStatus.OK,
    request_max_body_size=LARGEST,
)  # fmt: skip
async def back_channel_logout(request: AnyRequest) -> Response[str]:
    """End every session of the member of staff whom the provider names; a token is good once."""
    ours, state = relying_party_for(request, NAME), request.app.state
    raw = (await the_form(request)).get("logout_token")
    try:
        with logging_refusal():
            claims = await ours.told_to_end(raw if isinstance(raw, str) else "")
            key = "logout-token:" + hashlib.sha256(f"{claims['iss']} {claims['jti']}".encode()).hexdigest()
            async with redis_errors():
                if not await state.redis.set(key, 1, ex=FORGOTTEN, nx=True):
                    raise NotProven("jti used before")
    except NotProven:
        return Response("", status_code=HTTPStatus.BAD_REQUEST, headers=NO_STORE)
    sessions = Sessions(state.redis, state.vault, state.get("clock", utc_now))
    ended = await sessions.end_all(f"staff:{claims['sub']}")
    fact("staff.sessions_ended", subject=claims["sub"], sessions=ended)
    return Response("", headers=NO_STORE)


ROUTES = [back_channel_logout]
