"""Refusals: what may go wrong for a resident, and the sentence that says so (RFC 9457)."""

from http import HTTPStatus
from typing import Any


class Refusal(Exception):
    """Something that can't be done as asked; `says` is the resident's sentence."""

    status: int = HTTPStatus.BAD_REQUEST
    says = "这一步没有办成。您已填写的内容都还在，请稍后再试。"

    def __init__(self, **names: Any) -> None:
        super().__init__(type(self).__name__)
        self.names = names

    @property
    def key(self) -> str:
        """The stable name of this refusal in the API."""
        return "".join("-" + c.lower() if c.isupper() else c for c in type(self).__name__).lstrip("-")

    @property
    def sentence(self) -> str:
        """What happened, what to do, what is safe."""
        return self.says.format(**self.names)


class NotThere(Refusal):
    """There is no such thing for this person; a stranger and a wrong id hear the same."""

    status = HTTPStatus.NOT_FOUND
    says = "没有找到这个页面或这条记录。可能是地址不完整，或者它不在您的名下。"


class WrongMethod(Refusal):
    """The address exists, but not for this; `allow` names what it takes."""

    status = HTTPStatus.METHOD_NOT_ALLOWED
    says = "这个地址不能这样使用。请返回上一页再试，已填写的内容都还在。"

    @property
    def allow(self) -> str:
        """The value of the Allow header (RFC 9110, 10.2.1); HEAD goes wherever GET does."""
        told = {name.strip() for name in str(self.names.get("allow", "")).split(",")} - {"", "OPTIONS"}
        return ", ".join(sorted(told | ({"HEAD"} if "GET" in told else set())))


class SignInNeeded(Refusal):
    """The page belongs to somebody; say first who you are."""

    status = HTTPStatus.UNAUTHORIZED
    says = "请先登录。登录后会回到这一步，已填写的内容都在。"


class NotAllowed(Refusal):
    """This role may not do this."""

    status = HTTPStatus.FORBIDDEN
    says = "您的账号没有这一项的办理权限。"


class NotUnderstood(Refusal):
    """What was sent isn't what this address takes."""

    status = HTTPStatus.BAD_REQUEST
    says = "提交的内容不完整或格式不对：{what}。请返回检查，其他内容都还在。"


class TooMuch(Refusal):
    """More than one person needs in so short a time."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    says = "操作太频繁了。请过 {minutes} 分钟再试，已填写的内容都还在。"


class Conflict(Refusal):
    """Somebody (or an earlier tap) was quicker."""

    status = HTTPStatus.CONFLICT
    says = "这一步刚才已经办过了，请看最新的状态。"


class Unavailable(Refusal):
    """A part of the house does not answer just now."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    says = "系统现在有点忙，没能完成这一步。您的资料都安全地保存着，请过几分钟再试。"
