"""Named SQL statements in `queries.sql` as typed functions.

A statement in `queries.sql`, its declaration in `store.py` beside it, and a call:

    -- name: draft_of
    select id, answers from cases where id = :id and principal = :principal and state = 'draft';

    sql = Queries.beside(__file__)
    draft_of = sql.maybe("draft_of", Draft)                                 # Draft is a msgspec struct (id, answers)

    draft = await draft_of(db, id=case_id, principal=acting.principal)      # Draft | None; a wrong name raises TypeError

A list of columns that several statements read is written once, before the first of them:

    -- columns: case_columns
    id, number, principal, state, answers, opened_at

    -- name: of_principal
    select {case_columns} from cases where principal = :principal order by opened_at;

Parameters become positional in the order of their first use; casts (`::text`), quotes and comments stay as they are:

>>> one = compile_statement("x", "select ':a', b::text from t where b = :b and c in (:c, :b)", "queries.sql")
>>> one.text
"select ':a', b::text from t where b = $1 and c in ($2, $1)"
>>> one.parameters
('b', 'c')
"""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeAlias, TypeVar, cast

import msgspec
from asyncpg import Connection, Record

from backend.kit.problems import NotThere

T = TypeVar("T")
Db: TypeAlias = Connection

SECTION = re.compile(r"^-- (name|columns): (\w+)\s*$", re.MULTILINE)
COLUMNS = re.compile(r"\{(\w+)\}")
PARAMETER = re.compile(r"(?<![:\w]):([a-z_]\w*)")
QUOTED = re.compile(r"('(?:[^']|'')*'|--[^\n]*)")


class Statement(msgspec.Struct, frozen=True):
    """Named statement: SQL with $n in place of :name, and the parameter names in that order."""

    name: str
    text: str
    parameters: tuple[str, ...]
    file: str
    row: type | None = None

    def bind(self, given: dict[str, Any]) -> list[Any]:
        """Return the arguments in order; raises TypeError for a missing or surplus name."""
        if given.keys() != set(self.parameters):
            raise TypeError(f"{self.name} takes {self.parameters}, got {tuple(given)}")
        return [given[name] for name in self.parameters]


USED: list[Statement] = []  # every statement that some store names; the guarantee tests read it


def parse(text: str, file: str) -> dict[str, Statement]:
    """Split a SQL file into its statements by name, with the lists of columns that they share; raises KeyError for an unknown list."""
    parts = SECTION.split(text)[1:]
    sections = list(zip(parts[::3], parts[1::3], parts[2::3], strict=True))
    columns = {name: body.strip() for kind, name, body in sections if kind == "columns"}
    whole = {name: COLUMNS.sub(lambda one: columns[one[1]], body) for kind, name, body in sections if kind == "name"}
    return {name: compile_statement(name, body, file) for name, body in whole.items()}


def compile_statement(name: str, body: str, file: str) -> Statement:
    """Replace :name by $n, except in quotes and comments."""
    order: list[str] = []

    def number(match: re.Match[str]) -> str:
        if match[1] not in order:
            order.append(match[1])
        return f"${order.index(match[1]) + 1}"

    pieces = [p if QUOTED.fullmatch(p) else PARAMETER.sub(number, p) for p in QUOTED.split(body)]
    return Statement(name, "".join(pieces).strip().rstrip(";"), tuple(order), file)


class Queries:
    """Statements of one `queries.sql`; each is taken exactly once, with the struct of its rows."""

    def __init__(self, statements: dict[str, Statement]) -> None:
        self.statements = statements

    @classmethod
    def beside(cls, module_file: str) -> "Queries":
        """Load the `queries.sql` in the folder of this module."""
        path = Path(module_file).with_name("queries.sql")
        return cls(parse(path.read_text("utf-8"), str(path)))

    def _take(self, name: str, row: type | None) -> Statement:
        statement = msgspec.structs.replace(self.statements[name], row=row)
        USED.append(statement)
        return statement

    def maybe(self, name: str, row: type[T]) -> Callable[..., Awaitable[T | None]]:
        """Function that returns one row or None."""
        statement = self._take(name, row)

        async def call(db: Db, **given: Any) -> T | None:
            record = await db.fetchrow(statement.text, *statement.bind(given))
            return None if record is None else convert(record, row)

        return call

    def one(self, name: str, row: type[T]) -> Callable[..., Awaitable[T]]:
        """Function that returns exactly one row; raises NotThere for none."""
        maybe = self.maybe(name, row)

        async def call(db: Db, **given: Any) -> T:
            found = await maybe(db, **given)
            if found is None:
                raise NotThere
            return found

        return call

    def many(self, name: str, row: type[T]) -> Callable[..., Awaitable[list[T]]]:
        """Function that returns a list of rows."""
        statement = self._take(name, row)

        async def call(db: Db, **given: Any) -> list[T]:
            return [convert(r, row) for r in await db.fetch(statement.text, *statement.bind(given))]

        return call

    def value(self, name: str, kind: type[T]) -> Callable[..., Awaitable[T | None]]:
        """Function that returns one value or None."""
        statement = self._take(name, None)

        async def call(db: Db, **given: Any) -> T | None:
            return cast("T | None", await db.fetchval(statement.text, *statement.bind(given)))

        return call

    def copy(self, name: str) -> Callable[..., Awaitable[None]]:
        """Function that streams rows to a consumer in PostgreSQL's binary COPY format."""
        statement = self._take(name, None)

        async def call(db: Db, taker: Callable[[bytes], Awaitable[None]], **given: Any) -> None:
            await db.copy_from_query(statement.text, *statement.bind(given), output=taker, format="binary")

        return call

    def run(self, name: str) -> Callable[..., Awaitable[int]]:
        """Function that executes a statement and returns the number of affected rows."""
        statement = self._take(name, None)

        async def call(db: Db, **given: Any) -> int:
            status = await db.execute(statement.text, *statement.bind(given))
            return int(status.rsplit(" ", 1)[-1]) if status[-1].isdigit() else 0

        return call


def convert(record: Record, row: type[T]) -> T:
    """Convert a database row to a struct."""
    return msgspec.convert(dict(record), row, builtin_types=(bytes,))
