"""What auth holds while the application runs: the way to the SMS gateway, and what it knows of identity providers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar

from auth.openid.client import RelyingParty
from auth.openid.types import Provider
from auth.sms import Gateway, new_session
from backend.kit.clock import Clock, utc_now
from backend.settings import Settings


@asynccontextmanager
async def lifespan(app: Litestar) -> AsyncIterator[None]:
    """Open what auth needs, and close it with the application."""
    settings: Settings = app.state.settings
    app.state.openid = parties(settings, app.state.get("clock", utc_now))
    async with new_session() as session:
        app.state.sms = Gateway(settings.sms_url, settings.sms_key, session)
        yield


def parties(settings: Settings, clock: Clock) -> dict[str, RelyingParty]:
    """The identity providers that the operator named."""
    if not settings.oidc_issuer:
        return {}
    staff = Provider(
        name="staff", issuer=settings.oidc_issuer, client=settings.oidc_client, secret=settings.oidc_secret,
        redirect_uri=settings.origin.rstrip("/") + "/staff/sign-in/callback",
    )  # fmt: skip
    return {staff.name: RelyingParty(staff, clock)}
