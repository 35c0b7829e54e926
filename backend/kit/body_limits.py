"""Limits of request bodies, and the refusals of what is larger. Knows no framework: the worker imports it, too."""

from http import HTTPStatus

from msgspec import Struct

from backend.kit.problems import Refusal


class BodyLimit(Struct, frozen=True):
    """Limits of a route's body: bytes, form fields, and whether the route reads it as a stream."""

    most: int
    fields: int = 500
    file: bool = False
    stream: bool = False
    shown: str = "20MB"  # the largest file, in words


FORM = BodyLimit(64 * 1024)  # every route that says nothing else: a form without files
FILE = BodyLimit(
    26_000_000, file=True
)  # photos or a document by plain form; what one paper may weigh is its room's rule
RULES = BodyLimit(2_000_000, file=True, shown="2MB")  # a rule file of an editor
STREAM = BodyLimit(FILE.most, stream=True)


class FormTooLong(Refusal):
    """The form has too many bytes or fields."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class FileTooLarge(Refusal):
    """The body is larger than this URL takes."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
