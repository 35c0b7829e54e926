"""Refusals: what may go wrong for a resident, and the sentence that says so (RFC 9457)."""

from http import HTTPStatus
from typing import Any

from backend.kit.messages.language import current
from backend.kit.messages.refusals import kebab, message_of
from backend.kit.messages.render import render
from backend.kit.messages.types import Audience, Rendered


class Refusal(Exception):
    """Something that can't be done as asked.

    Its sentence stands as `[refusals.<key>]` in the nearest `messages.toml` above the class (key in kebab case).
    """

    status: int = HTTPStatus.BAD_REQUEST

    def __init__(self, **names: Any) -> None:
        super().__init__(type(self).__name__)
        self.names = names

    @property
    def key(self) -> str:
        """The stable name of this refusal in the API."""
        return kebab(type(self).__name__)

    def message(self, audience: Audience = Audience.RESIDENT) -> Rendered:
        """Say what happened, what to do and what is safe; `audience` hears the resident's text where it has none of its own."""
        found = message_of(self.__class__, current())
        if found is None:
            raise KeyError(f"{type(self).__name__} has no message")
        file, entry = found
        told = audience if audience in entry.audiences else Audience.RESIDENT
        return render(file, entry, told, {name: self.names[name] for name in entry.facts if name in self.names})

    @property
    def sentence(self) -> str:
        """The resident's sentence."""
        says: str | None = getattr(self, "says", None)
        return self.message().text if says is None else says.format(**self.names)


class NotThere(Refusal):
    """There is no such thing for this person; a stranger and a wrong id hear the same."""

    status = HTTPStatus.NOT_FOUND


class WrongMethod(Refusal):
    """The address exists, but not for this; `allow` names what it takes."""

    status = HTTPStatus.METHOD_NOT_ALLOWED

    @property
    def allow(self) -> str:
        """The value of the Allow header (RFC 9110, 10.2.1); HEAD goes wherever GET does."""
        told = {name.strip() for name in str(self.names.get("allow", "")).split(",")} - {"", "OPTIONS"}
        return ", ".join(sorted(told | ({"HEAD"} if "GET" in told else set())))


class SignInNeeded(Refusal):
    """The page belongs to somebody; say first who you are."""

    status = HTTPStatus.UNAUTHORIZED


class NotAllowed(Refusal):
    """This role may not do this."""

    status = HTTPStatus.FORBIDDEN


class NotUnderstood(Refusal):
    """What was sent isn't what this address takes."""

    status = HTTPStatus.BAD_REQUEST


class TextTooLong(Refusal):
    """A text beyond its limit; `typed` is shown again, so that nothing of it is lost."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, typed: str, most: int) -> None:
        super().__init__(most=most, over=len(typed) - most)
        self.typed = typed


class TooMuch(Refusal):
    """More than one person needs in so short a time."""

    status = HTTPStatus.TOO_MANY_REQUESTS


class Conflict(Refusal):
    """Somebody (or an earlier tap) was quicker."""

    status = HTTPStatus.CONFLICT


class Unavailable(Refusal):
    """A part of the house does not answer just now."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
