"""Acts with consequences ask again who is there: a proof of the last ten minutes, by code or passkey."""

from http import HTTPStatus

from backend.kit.problems import Refusal
from backend.residents.guards import signed_in
from backend.residents.types import Visitor


class StepUpNeeded(Refusal):
    """The person signed in too long ago for this act."""

    status = HTTPStatus.FORBIDDEN
    says = "这一步比较重要，请先再确认一次是您本人。确认后会回到这里，已填写的内容都在。"


def confirmed(visitor: Visitor) -> None:
    """A resident who proved within the last ten minutes that it is them."""
    signed_in(visitor)
    if visitor.stepped_up_at is None:
        raise StepUpNeeded
