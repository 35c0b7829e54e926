"""Named statements from a `queries.sql`, given a row type and called like functions."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeAlias, TypeVar, cast

import msgspec
from asyncpg import Connection, Record

from backend.kit.problems import NotThere

T = TypeVar("T")
Db: TypeAlias = Connection

NAME = re.compile(r"^-- name: (\w+)\s*$", re.MULTILINE)
PARAMETER = re.compile(r"(?<![:\w]):([a-z_]\w*)")
QUOTED = re.compile(r"('(?:[^']|'')*'|--[^\n]*)")


class Statement(msgspec.Struct, frozen=True):
    """One named statement: its text with $n in place of :name, and the names in that order."""

    name: str
    text: str
    parameters: tuple[str, ...]
    file: str
    row: type | None = None

    def bind(self, given: dict[str, Any]) -> list[Any]:
        """The arguments in order; a missing or surplus name is a programming mistake."""
        if given.keys() != set(self.parameters):
            raise TypeError(f"{self.name} takes {self.parameters}, got {tuple(given)}")
        return [given[name] for name in self.parameters]


USED: list[Statement] = []  # every statement that some store names; the guarantee tests read it


def parse(text: str, file: str) -> dict[str, Statement]:
    """All statements of one SQL text by name."""
    parts = NAME.split(text)[1:]
    return {name: compile_statement(name, body, file) for name, body in zip(parts[::2], parts[1::2], strict=True)}


def compile_statement(name: str, body: str, file: str) -> Statement:
    """Turn :name into $n outside quotes and comments."""
    order: list[str] = []

    def number(match: re.Match[str]) -> str:
        if match[1] not in order:
            order.append(match[1])
        return f"${order.index(match[1]) + 1}"

    pieces = [p if QUOTED.fullmatch(p) else PARAMETER.sub(number, p) for p in QUOTED.split(body)]
    return Statement(name, "".join(pieces).strip().rstrip(";"), tuple(order), file)


class Queries:
    """The statements of one `queries.sql`; each is taken out once, with the row type it yields."""

    def __init__(self, statements: dict[str, Statement]) -> None:
        self.statements = statements

    @classmethod
    def beside(cls, module_file: str) -> "Queries":
        """The statements of the `queries.sql` in the folder of this module."""
        path = Path(module_file).with_name("queries.sql")
        return cls(parse(path.read_text("utf-8"), str(path)))

    def _take(self, name: str, row: type | None) -> Statement:
        statement = msgspec.structs.replace(self.statements[name], row=row)
        USED.append(statement)
        return statement

    def maybe(self, name: str, row: type[T]) -> Callable[..., Awaitable[T | None]]:
        """A statement that yields one row or none."""
        statement = self._take(name, row)

        async def call(db: Db, **given: Any) -> T | None:
            record = await db.fetchrow(statement.text, *statement.bind(given))
            return None if record is None else convert(record, row)

        return call

    def one(self, name: str, row: type[T]) -> Callable[..., Awaitable[T]]:
        """A statement that yields exactly one row; none means the thing isn't there for this person."""
        maybe = self.maybe(name, row)

        async def call(db: Db, **given: Any) -> T:
            found = await maybe(db, **given)
            if found is None:
                raise NotThere
            return found

        return call

    def many(self, name: str, row: type[T]) -> Callable[..., Awaitable[list[T]]]:
        """A statement that yields any number of rows."""
        statement = self._take(name, row)

        async def call(db: Db, **given: Any) -> list[T]:
            return [convert(r, row) for r in await db.fetch(statement.text, *statement.bind(given))]

        return call

    def value(self, name: str, kind: type[T]) -> Callable[..., Awaitable[T | None]]:
        """A statement that yields one value or none."""
        statement = self._take(name, None)

        async def call(db: Db, **given: Any) -> T | None:
            return cast("T | None", await db.fetchval(statement.text, *statement.bind(given)))

        return call

    def copy(self, name: str) -> Callable[..., Awaitable[None]]:
        """A statement whose rows go to a taker as they come, in PostgreSQL's binary copy format."""
        statement = self._take(name, None)

        async def call(db: Db, taker: Callable[[bytes], Awaitable[None]], **given: Any) -> None:
            await db.copy_from_query(statement.text, *statement.bind(given), output=taker, format="binary")

        return call

    def run(self, name: str) -> Callable[..., Awaitable[int]]:
        """A statement that yields nothing; answers how many rows it touched."""
        statement = self._take(name, None)

        async def call(db: Db, **given: Any) -> int:
            status = await db.execute(statement.text, *statement.bind(given))
            return int(status.rsplit(" ", 1)[-1]) if status[-1].isdigit() else 0

        return call


def convert(record: Record, row: type[T]) -> T:
    """A database row as a struct."""
    return msgspec.convert(dict(record), row, builtin_types=(bytes,))
