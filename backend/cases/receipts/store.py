"""Queries over receipts; SQL in `queries.sql`."""

from backend.cases.types import Receipt
from backend.kit.sql import Queries

sql = Queries.beside(__file__)
receipt_of = sql.maybe("receipt_of", Receipt)
receipt_by_number = sql.one("receipt_by_number", Receipt)
supersede_receipts = sql.run("supersede_receipts")
add_receipt = sql.run("add_receipt")
receipt_of_case = sql.maybe("receipt_of_case", Receipt)
revoke_receipts = sql.run("revoke_receipts")
