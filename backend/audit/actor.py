"""Actor: the author of an event or audit line, in one stored form. `Acting` (`backend.residents`) is who may act now."""

from typing import Literal
from uuid import UUID

from msgspec import Struct

ActorRole = Literal["person", "staff", "system", "mandate"]
"""`mandate` is a person who acts in another person's affair."""
UNPROVEN = "unproven:"


class Actor(Struct, frozen=True):
    """The author of an event or audit line; `str()` is its stored form, such as `person:<uuid>` or `staff:<account>`.

    `id`: the uuid of a person (also for `mandate`), the account of a member of staff (with `unproven:` in front where the
    name was only typed at a terminal), or the name of the part of the system. `mandate`: by which a person acts for another.
    """

    role: ActorRole
    id: str
    mandate: UUID | None = None

    def __str__(self) -> str:
        """The stored form."""
        return f"{self.role}:{self.id}"

    @classmethod
    def person(cls, id: UUID) -> "Actor":
        """A person in their own affair."""
        return cls("person", str(id))

    @classmethod
    def staff(cls, account: str) -> "Actor":
        """A member of staff by account."""
        return cls("staff", account)

    @classmethod
    def system(cls, part: str) -> "Actor":
        """A part of the system that acts by rule or timetable."""
        return cls("system", part)


def spellings(word: str) -> list[str]:
    """Every stored form of the person or member of staff that a search names by id, account or full form.

    Rows from before `Actor` hold the bare id, and they can't be rewritten: the chain covers them.
    Example: `li.wei` and `staff:li.wei` both give `li.wei`, `staff:li.wei`, `unproven:li.wei`, `staff:unproven:li.wei` ….
    """
    bare = word
    for prefix in ("person:", "mandate:", "staff:", "system:", UNPROVEN):
        bare = bare.removeprefix(prefix)
    heads = ("", "person:", "mandate:", "staff:", "system:", UNPROVEN, f"staff:{UNPROVEN}")
    return [head + bare for head in heads] if bare else []
