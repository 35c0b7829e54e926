"""Public verification of a receipt by its number: says no more than needed for that."""

from datetime import datetime
from http import HTTPStatus

from msgspec import Struct

from backend.cases.grants import store as grants
from backend.cases.numbers import receipt_number
from backend.cases.receipts import store as receipts_store
from backend.cases.services import CaseServices
from backend.kit.clock import local_date
from backend.kit.messages.formats import day, full_moment
from backend.kit.messages.render import Messages
from backend.kit.problems import NotThere
from backend.kit.sql import Db
from pwa.views.grants import state_of_grant
from pwa.views.parts import SummaryRow
from pwa.views.receipts import RESULT, ROW

_words = Messages.beside(__file__).words

ENDED, LABEL = _words("ENDED"), _words("Label")


class VerifyPage(Struct, frozen=True):
    """The result; state: ask, unknown, valid, superseded or revoked."""

    state: str = "ask"
    number: str = ""
    rows: list[SummaryRow] = []
    checked: str = ""

    @property
    def status(self) -> HTTPStatus:
        """The HTTP status: 404 for a number that isn't ours."""
        return HTTPStatus.NOT_FOUND if self.state == "unknown" else HTTPStatus.OK


async def verify_page(db: Db, services: CaseServices, typed: str, now: datetime) -> VerifyPage:
    """Check whether a receipt is ours, unchanged, and still stands; without a number, ask for one."""
    if not typed.strip():
        return VerifyPage()
    number = receipt_number(typed)
    try:
        receipt = await receipts_store.receipt_by_number(db, number=number)
    except NotThere:
        return VerifyPage("unknown", number)
    claims = services.signer.read(receipt.jws)
    if claims is None or claims.jti != receipt.number:
        return VerifyPage("unknown", number)
    ended = (
        [SummaryRow(ENDED[receipt.status], day(local_date(receipt.ended_at)))]
        if receipt.ended_at and receipt.status in ENDED
        else []
    )
    rows = [
        SummaryRow(ROW["service"], claims.service_name), SummaryRow(ROW["holder"], claims.holder),
        SummaryRow(ROW["result"], RESULT[claims.outcome]),
        *standing(await grants.standing_of_receipt(db, number=number)),
        SummaryRow(LABEL["issued_on"], day(local_date(receipt.issued_at))), *ended,
    ]  # fmt: skip
    return VerifyPage(receipt.status, receipt.number, rows, full_moment(now))


def standing(found: grants.GrantStanding | None) -> list[SummaryRow]:
    """Say whether the grant behind a receipt still runs."""
    return [SummaryRow(LABEL["now"], state_of_grant(found.runs, found.state))] if found else []
