"""Queries over signatures; SQL in `queries.sql`."""

from backend.cases.signatures.types import SignatureRow
from backend.kit.sql import Queries

sql = Queries.beside(__file__)
add = sql.run("add")
of_case = sql.many("of_case", SignatureRow)
