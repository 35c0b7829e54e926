"""What the forms of a rule share: who asks, the numbers that a page wrote itself, answers to the script that saves while one types."""

import msgspec
from litestar import Response

from backend.kit.problems import NotUnderstood
from backend.kit.web import AnyRequest
from pwa.pages.studio.rule.form import Inputs


def wants_json(request: AnyRequest) -> bool:
    """Check whether a script asks."""
    return request.accept.best_match(["text/html", "application/json"]) == "application/json"


def as_json(answer: object, status: int = 200) -> Response[bytes]:
    """Answer a script."""
    return Response(msgspec.json.encode(answer), media_type="application/json", status_code=status)


def number_in(sent: Inputs, name: str) -> int:
    """Read a number that the page itself wrote; raises NotUnderstood."""
    text = sent.get(name, "")
    if not isinstance(text, str) or not text.isdecimal() or len(text) > 7:
        raise NotUnderstood("fields", what=name)
    return int(text)
