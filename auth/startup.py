"""Lifespan of auth: the SMS gateway client and the configured identity providers."""

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager

from litestar import Litestar

from auth.openid.relying_party import RelyingParty
from auth.openid.types import IdentityProvider
from backend.kit.clock import Clock, utc_now
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.notices.sms import SmsGateway
from backend.residents.types import Assurance
from backend.settings import SettingMissing, Settings

LEVELS = {"document": Assurance.DOCUMENT, "verified": Assurance.VERIFIED}


@asynccontextmanager
async def lifespan(app: Litestar) -> AsyncIterator[None]:
    """Open what auth needs, and close it with the application."""
    settings: Settings = app.state.settings
    app.state.openid = parties(settings, app.state.get("clock", utc_now))
    async with aclosing(SmsGateway(settings.sms_url, settings.sms_key)) as app.state.sms:
        yield


def parties(settings: Settings, clock: Clock) -> dict[str, RelyingParty]:
    """The identity providers that the operator named."""
    named = [staff_provider(settings)] if settings.oidc_issuer else []
    if settings.resident_oidc_issuer:
        named.append(resident_provider(settings))
    return {provider.name: RelyingParty(provider, clock) for provider in named}


def staff_provider(settings: Settings) -> IdentityProvider:
    """Provider of officers and editors."""
    return IdentityProvider(
        name="staff", issuer=settings.oidc_issuer, client=settings.oidc_client, secret=settings.oidc_secret,
        redirect_uri=settings.origin.rstrip("/") + "/staff/sign-in/callback",
    )  # fmt: skip


def resident_provider(settings: Settings) -> IdentityProvider:
    """The provincial identity provider."""
    return IdentityProvider(
        name="resident", issuer=settings.resident_oidc_issuer, client=settings.resident_oidc_client,
        secret=settings.resident_oidc_secret, redirect_uri=settings.origin.rstrip("/") + "/sign-in/provider/callback",
        scope="openid profile phone", levels=levels(settings.resident_oidc_levels), passkey=settings.resident_oidc_passkey,
        samples=settings.sample,
    )  # fmt: skip


BAD_LEVEL = Messages.beside(__file__).take("bad_level")


def levels(written: tuple[str, ...]) -> dict[str, Assurance]:
    """Map the provider's `acr` values to our levels; an unknown level stops the start."""
    told: dict[str, Assurance] = {}
    for one in written:
        word, _, level = one.rpartition("=")
        if not word or level not in LEVELS:
            raise SettingMissing(BAD_LEVEL(Audience.MACHINE, level=one).text)
        told[word] = LEVELS[level]
    return told
