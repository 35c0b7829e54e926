"""Queries over provider accounts; SQL in `queries.sql`."""

from backend.kit.sql import Queries
from backend.residents.store import PersonRow

sql = Queries.beside(__file__)
hold = sql.run("hold")
account = sql.maybe("account", PersonRow)
link = sql.run("link")
hash_anew = sql.run("hash_anew")
