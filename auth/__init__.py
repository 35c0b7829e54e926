"""Proving who is there: sessions, one-time codes, staff sign-in by OpenID Connect, passkeys.

What the application mounts: `ROUTES`, `MIDDLEWARE`, `DEPENDENCIES` and `lifespan`.
"""

from auth import me, routes, step_up_routes
from auth.dependencies import DEPENDENCIES
from auth.door import Door
from auth.openid import residents, staff
from auth.passkeys import routes as passkeys
from auth.recovery import desk as counter
from auth.recovery import routes as recovery
from auth.start import lifespan

ROUTES = [*routes.ROUTES, *step_up_routes.ROUTES, *staff.ROUTES, *residents.ROUTES, *passkeys.ROUTES, *me.ROUTES, *recovery.ROUTES, *counter.ROUTES]
MIDDLEWARE = [Door()]

__all__ = ["DEPENDENCIES", "MIDDLEWARE", "ROUTES", "lifespan"]
