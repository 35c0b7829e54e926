"""Mounted by the application: `ROUTES`, `MIDDLEWARE`, `DEPENDENCIES`, `lifespan`, `find_visitor`; `redirect_to_step_up` answers a StepUpNeeded raised inside a route."""

from auth import me
from auth.acting import routes as acting
from auth.dependencies import DEPENDENCIES
from auth.identity import consent_face_routes, handoff_routes, request_routes
from auth.identity import desk_routes as identity_desk
from auth.identity import routes as identity
from auth.known_browsers import routes as known_browsers
from auth.openid import back_channel_logout, proofing_routes, resident_routes, staff_routes
from auth.passkeys import routes as passkeys
from auth.recovery import desk_routes as counter
from auth.recovery import number_routes
from auth.recovery import routes as recovery
from auth.session.middleware import SessionMiddleware, find_visitor, redirect_to_step_up
from auth.sign_in import routes
from auth.startup import lifespan
from auth.step_up import face_routes as face_step_up
from auth.step_up import routes as step_up

ROUTES = [
    *routes.ROUTES, *known_browsers.ROUTES, *step_up.ROUTES, *staff_routes.ROUTES, *back_channel_logout.ROUTES, *resident_routes.ROUTES, *passkeys.ROUTES, *me.ROUTES,
    *number_routes.ROUTES, *recovery.ROUTES, *counter.ROUTES, *acting.ROUTES,
    *identity.ROUTES, *face_step_up.ROUTES, *handoff_routes.ROUTES, *request_routes.ROUTES, *proofing_routes.ROUTES, *identity_desk.ROUTES,
    *consent_face_routes.ROUTES,
]  # fmt: skip
MIDDLEWARE = [SessionMiddleware()]

__all__ = ["DEPENDENCIES", "MIDDLEWARE", "ROUTES", "find_visitor", "lifespan", "redirect_to_step_up"]
