"""Proving who is there: sessions, one-time codes, staff sign-in by OpenID Connect, passkeys.

What the application mounts: `ROUTES`, `MIDDLEWARE`, `DEPENDENCIES` and `lifespan`.
"""

from auth import routes
from auth.dependencies import DEPENDENCIES
from auth.door import Door
from auth.openid import routes as openid
from auth.start import lifespan

ROUTES = [*routes.ROUTES, *openid.ROUTES]
MIDDLEWARE = [Door()]

__all__ = ["DEPENDENCIES", "MIDDLEWARE", "ROUTES", "lifespan"]
