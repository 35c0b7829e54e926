"""Proving who is there: sessions, one-time codes, staff sign-in by OpenID Connect, passkeys.

What the application mounts: `ROUTES`, `MIDDLEWARE`, `DEPENDENCIES` and `lifespan`.
"""

from auth import routes
from auth.dependencies import DEPENDENCIES, lifespan
from auth.door import Door

ROUTES = [*routes.ROUTES]
MIDDLEWARE = [Door()]

__all__ = ["DEPENDENCIES", "MIDDLEWARE", "ROUTES", "lifespan"]
