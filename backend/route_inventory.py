"""The internal interface description: every route and method with its parameters, bounds, limits and access policy.

For tests and reviewers, not for the public: what programs may rely on is `/api/docs`. Form fields are the structs of the
routes themselves and aren't repeated here.
"""

import re
from typing import Any

from litestar import Litestar

from backend.app import handlers
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.kit.request_body import SAFE, limit_of_route
from backend.kit.request_parameters import Bounds, bounds_of

PLACE = re.compile(r"\{(\w+):(\w+)\}")
FORMATS: dict[str, dict[str, Any]] = {"uuid": {"type": "string", "format": "uuid"}, "int": {"type": "integer"}}
KINDS = (
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "application/json",
    "application/offset+octet-stream",
)


TITLE = Messages.beside(__file__).take("internal_api_title")


def internal_document(app: Litestar) -> dict[str, Any]:
    """All routes as OpenAPI 3.1."""
    paths: dict[str, dict[str, Any]] = {}
    for path, handler in handlers(app):
        if "access" not in handler.opt:
            continue
        for method in sorted(getattr(handler, "http_methods", ())):
            paths.setdefault(PLACE.sub(r"{\1}", path), {})[method.lower()] = operation(path, method, handler)
    return {"openapi": "3.1.0", "info": {"title": TITLE(Audience.MACHINE).text, "version": "1"}, "paths": paths}


def operation(path: str, method: str, handler: Any) -> dict[str, Any]:
    """One method of one route."""
    declared = bounds_of(handler)
    placed = dict(PLACE.findall(path))
    described = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": FORMATS.get(kind) or schema(declared.get(name, Bounds(False))),
        }
        for name, kind in placed.items()
    ]
    described += [
        {"name": name, "in": "query", "schema": schema(bounds)}
        for name, bounds in declared.items()
        if name not in placed
    ]
    told: dict[str, Any] = {
        "operationId": f"{method.lower()} {path}", "parameters": described, "x-access": handler.opt["access"].__name__,
        "responses": {"default": {"description": "RFC 9457, a page, or what the route gives"}},
    }  # fmt: skip
    if method not in SAFE:
        limit = limit_of_route(handler)
        told["x-most-bytes"] = limit.most
        told["requestBody"] = {"content": {kind: {"schema": {}} for kind in KINDS}}
    return told


def schema(bounds: Bounds) -> dict[str, Any]:
    """The bounds of a parameter as JSON Schema."""
    if bounds.number:
        return {"type": "integer", "minimum": bounds.least, "maximum": bounds.most}
    return {"type": "string", "maxLength": bounds.longest}
