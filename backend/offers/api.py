"""The door through which the SMS gateway brings what people send us; signed, and quick: reading is a job."""

from http import HTTPStatus
from typing import Any

from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import SkipValidation

from backend.kit.crypto import Vault
from backend.kit.web import Db, Now
from backend.notices.sms_inbound import SMALL, read_inbound
from backend.offers import inbound
from backend.residents.guards import access, public
from backend.settings import Settings

AnyRequest = Request[Any, Any, Any]
TheSettings = NamedDependency[SkipValidation[Settings]]
TheVault = NamedDependency[SkipValidation[Vault]]
NO_STORE = {"Cache-Control": "no-store"}


@post("/sms/received", opt=access(public, token=False, body=SMALL), status_code=HTTPStatus.ACCEPTED)
async def received(request: AnyRequest, db: Db, settings: TheSettings, vault: TheVault, now: Now) -> Response[bytes]:
    """Take one message; whatever becomes of it, the gateway reads the same answer."""
    message = read_inbound(await request.body(), request.headers, settings.sms_key)
    await inbound.take(db, vault, message, now)
    return Response(b"", status_code=HTTPStatus.ACCEPTED, headers=NO_STORE)


ROUTES = [received]
