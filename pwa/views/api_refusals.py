"""What a request of a program about somebody's own affairs may be refused for, as the description of the API says it."""

from litestar.openapi.datastructures import ResponseSpec

from backend.catalogue.api import REFUSED, ProblemDetails
from backend.kit.messages.render import Messages

MAY_FAIL = {
    int(status): ResponseSpec(ProblemDetails, description=says, media_type=REFUSED, generate_examples=False)
    for status, says in Messages.beside(__file__).words("ApiRefusal").items()
}
PRIVATE = {"Cache-Control": "no-store"}
