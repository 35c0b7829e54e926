"""Bounds of path and query parameters: each has some, declared beside its type or by default.

The framework describes `max_length`, `ge` and `le` in the interface description and doesn't enforce them on parameters;
here they are enforced, once for all routes, before a handler runs.
"""

import re
from functools import cache
from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler
from litestar.params import PathParameter, QueryParameter
from msgspec import Meta, Struct

from backend.kit.problems import NotThere, NotUnderstood

LONGEST = 200  # characters of a parameter that declares nothing else
LONGEST_QUERY = 8192  # bytes of the whole query
LEAST, MOST = -(2**31), 2**31 - 1  # a whole number that declares nothing else fits into a column
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
WHOLE = re.compile(r"[+-]?[0-9]{1,19}")


class Bounds(Struct, frozen=True):
    """Bounds of one parameter."""

    number: bool
    longest: int = LONGEST
    least: int = LEAST
    most: int = MOST

    def admits(self, value: Any) -> bool:
        """Check a value, as text or parsed, against the bounds."""
        if self.number:
            text = str(value)
            return WHOLE.fullmatch(text) is not None and self.least <= int(text) <= self.most
        return not isinstance(value, str) or (len(value) <= self.longest and not CONTROL.search(value))


async def check_bounds(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Refuse parameters out of bounds: 404 for the path, 400 for the query."""
    declared = bounds_of(handler)
    for name, value in connection.path_params.items():
        if not declared.get(name, Bounds(isinstance(value, int))).admits(value):
            raise NotThere
    if len(connection.scope["query_string"]) > LONGEST_QUERY:
        raise NotUnderstood("long_url")
    for name, value in connection.query_params.multi_items() if connection.scope["query_string"] else ():
        known = declared.get(name)
        # an empty number is the framework's to judge: it may be optional
        if CONTROL.search(name + str(value)) or (known and value != "" and not known.admits(value)):
            raise NotUnderstood("url")


@cache
def bounds_of(handler: BaseRouteHandler) -> dict[str, Bounds]:
    """Return the bounds of a route's parameters by their name in the URL."""
    found = {}
    for name, field in handler.parsed_fn_signature.parameters.items():
        told = field.kwarg_definition
        if not isinstance(told, QueryParameter | PathParameter):
            continue
        meta = next((m for m in field.metadata if isinstance(m, Meta)), None)
        found[getattr(told, "query", None) or name] = Bounds(
            number=int in (field.annotation, *getattr(field.annotation, "__args__", ())),
            longest=either(told.max_length, meta and meta.max_length, LONGEST),
            least=either(told.ge, meta and meta.ge, LEAST),
            most=either(told.le, meta and meta.le, MOST),
        )
    return found


def either(first: Any, second: Any, otherwise: int) -> int:
    """Return the first declared bound."""
    return int(next((one for one in (first, second) if one is not None), otherwise))
