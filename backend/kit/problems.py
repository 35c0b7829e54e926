"""Refusals: errors with a sentence for the resident, answered as problem+json (RFC 9457) or as a page."""

from http import HTTPStatus
from typing import Any

from backend.kit.messages.language import of_answer, speaking
from backend.kit.messages.refusals import kebab, message_of
from backend.kit.messages.render import render
from backend.kit.messages.types import Audience, Rendered


class Refusal(Exception):
    """Base of all expected errors; each subclass has a message and a status.

    Its sentence stands as `[refusals.<key>]` in the nearest `messages.toml` above the class (key in kebab case); a class with
    several sentences has `[refusals.<key>.<variant>]`.
    """

    status: int = HTTPStatus.BAD_REQUEST

    def __init__(self, variant: str = "", /, **names: Any) -> None:
        super().__init__(type(self).__name__)
        self.variant = variant
        self.names = names

    @property
    def key(self) -> str:
        """Stable key of this error in the API, derived from the class name."""
        return kebab(type(self).__name__)

    def message(self, audience: Audience = Audience.RESIDENT) -> Rendered:
        """Render the message for an audience in the language of the answer; falls back to the resident's text, then to the only one there is."""
        language = of_answer()
        found = message_of(self.__class__, language, self.variant)
        if found is None:
            raise KeyError(f"{type(self).__name__} has no message {self.variant}")
        file, entry = found
        told = next(
            (one for one in (audience, Audience.RESIDENT) if one in entry.audiences), next(iter(entry.audiences))
        )
        with speaking(language):
            return render(file, entry, told, {name: self.names[name] for name in entry.facts if name in self.names})

    @property
    def sentence(self) -> str:
        """The message for residents."""
        says: str | None = getattr(self, "says", None)
        return self.message().text if says is None else says.format(**self.names)


class NotThere(Refusal):
    """Nothing found for this person; a wrong id and another person's id are answered alike."""

    status = HTTPStatus.NOT_FOUND


class WrongMethod(Refusal):
    """The URL exists but not for this method; `allow` names the methods."""

    status = HTTPStatus.METHOD_NOT_ALLOWED

    @property
    def allow(self) -> str:
        """Value of the Allow header (RFC 9110, 10.2.1); HEAD is allowed wherever GET is."""
        told = {name.strip() for name in str(self.names.get("allow", "")).split(",")} - {"", "OPTIONS"}
        return ", ".join(sorted(told | ({"HEAD"} if "GET" in told else set())))


class SignInNeeded(Refusal):
    """The page needs a signed-in person."""

    status = HTTPStatus.UNAUTHORIZED


class NotAllowed(Refusal):
    """The role of this person doesn't allow the action."""

    status = HTTPStatus.FORBIDDEN


class NotUnderstood(Refusal):
    """The request isn't what this URL takes."""

    status = HTTPStatus.BAD_REQUEST


class TextTooLong(Refusal):
    """A text beyond its limit; `typed` is shown again, so that nothing of it is lost."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, typed: str, most: int) -> None:
        super().__init__(most=most, over=len(typed) - most)
        self.typed = typed


class TooMuch(Refusal):
    """Rate limit exceeded."""

    status = HTTPStatus.TOO_MANY_REQUESTS


class Conflict(Refusal):
    """The state has changed meanwhile, for example by an earlier tap or another person."""

    status = HTTPStatus.CONFLICT


class Unavailable(Refusal):
    """A component doesn't respond now."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
