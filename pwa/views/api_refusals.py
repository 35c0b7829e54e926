"""What a request of a program about somebody's own affairs may be refused for, as the description of the API says it."""

from collections.abc import Mapping

from litestar.openapi.datastructures import ResponseSpec

from backend.catalogue.api import REFUSED, ProblemDetails
from backend.kit.messages.render import Messages


def may_fail(words: Mapping[str, str]) -> dict[int, ResponseSpec]:
    """Describe refusals by status, each with its sentence."""
    return {
        int(status): ResponseSpec(ProblemDetails, description=says, media_type=REFUSED, generate_examples=False)
        for status, says in words.items()
    }


MAY_FAIL = may_fail(Messages.beside(__file__).words("ApiRefusal"))
PRIVATE = {"Cache-Control": "no-store"}
