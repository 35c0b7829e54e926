"""Queries over receipts; SQL in `queries.sql`."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from backend.cases.types import ConsentWay, Receipt
from backend.kit.sql import Queries


class Preparer(Struct, frozen=True):
    """The last helper who did something in a case, with their sealed identity; `consent`: how the principal agreed, None where nobody asked."""

    person: UUID
    sealed: bytes
    consent: ConsentWay | None


class ValidReceipt(Struct, frozen=True, kw_only=True):
    """A receipt that stands, with the service version of its case."""

    number: str
    case_id: UUID
    issued_at: datetime
    service_version: UUID


sql = Queries.beside(__file__)
preparer = sql.maybe("preparer", Preparer)
valid_of_person = sql.many("valid_of_person", ValidReceipt)
receipt_of = sql.maybe("receipt_of", Receipt)
receipt_by_number = sql.one("receipt_by_number", Receipt)
supersede_receipts = sql.run("supersede_receipts")
add_receipt = sql.run("add_receipt")
receipt_of_case = sql.maybe("receipt_of_case", Receipt)
revoke_receipts = sql.run("revoke_receipts")
