"""What the application mounts of this room: `ROUTES`, `MIDDLEWARE`, `DEPENDENCIES` and `lifespan`; `to_step_up` answers a StepUpNeeded raised inside a route."""

from auth import me, routes, step_up_routes
from auth.arrivals import routes as arrivals
from auth.dependencies import DEPENDENCIES
from auth.door import Door, to_step_up
from auth.identity import desk as identity_desk
from auth.identity import other_phone, requests
from auth.identity import provider as identity_provider
from auth.identity import routes as identity
from auth.identity import step_up as face_step_up
from auth.openid import back_channel, residents, staff
from auth.passkeys import routes as passkeys
from auth.recovery import desk as counter
from auth.recovery import routes as recovery
from auth.start import lifespan

ROUTES = [
    *routes.ROUTES, *arrivals.ROUTES, *step_up_routes.ROUTES, *staff.ROUTES, *back_channel.ROUTES, *residents.ROUTES, *passkeys.ROUTES, *me.ROUTES,
    *recovery.ROUTES, *counter.ROUTES,
    *identity.ROUTES, *face_step_up.ROUTES, *other_phone.ROUTES, *requests.ROUTES, *identity_provider.ROUTES, *identity_desk.ROUTES,
]  # fmt: skip
MIDDLEWARE = [Door()]

__all__ = ["DEPENDENCIES", "MIDDLEWARE", "ROUTES", "lifespan", "to_step_up"]
