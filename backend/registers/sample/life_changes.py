"""Life changes in the sample world (moves, deaths) as an ordered feed; survives a restart."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from backend.registers.sample.cast import cast
from backend.registers.sample.residents import Resident
from backend.registers.types import RegisteredChange

PAGE = 50  # changes in one answer
MOST = 10_000


class LifeChangeRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """Requested life change of a cast member or identity number; a move names its target."""

    who: Annotated[str, Meta(min_length=1, max_length=40)]
    kind: Literal["died", "moved"]
    on: date
    to: Annotated[str, Meta(pattern=r"^([0-9]{6,12})?$")] = ""

    def __post_init__(self) -> None:
        """Refuse a move without target."""
        if self.kind == "moved" and not self.to:
            raise ValueError("a move goes somewhere")

    @property
    def number(self) -> str:
        """Return the identity number of the person concerned."""
        return cast()[self.who].id_number if self.who in cast() else self.who


class LifeChangeFeed:
    """Numbered feed of changes; readers continue after the last number they read."""

    def __init__(self, file: Path) -> None:
        self._file = file
        lines = file.read_bytes().splitlines() if file.exists() else []
        self._told = [msgspec.json.decode(line, type=RegisteredChange) for line in lines]

    def happen(self, one: LifeChangeRequest, lived_in: str) -> RegisteredChange:
        """Append a change."""
        if len(self._told) >= MOST:
            raise msgspec.ValidationError("too much has happened here")
        moved = one.kind == "moved"
        change = RegisteredChange(
            id=f"population-{len(self._told) + 1}", kind=one.kind, on=one.on, id_number=one.number,
            origin=self._division(one.number, lived_in) if moved else "", to=one.to if moved else "",
        )  # fmt: skip
        self._told.append(change)
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("ab") as file:
            file.write(msgspec.json.encode(change) + b"\n")
        self._file.chmod(0o600)
        return change

    def after(self, place: str) -> tuple[tuple[RegisteredChange, ...], str]:
        """Return the changes after a position, and the next position; an unknown position is the beginning."""
        begun = int(place) if place.isascii() and place.isdigit() else 0
        found = tuple(self._told[begun : begun + PAGE])
        return found, str(begun + len(found)) if found else place

    def newest(self, count: int) -> tuple[RegisteredChange, ...]:
        """Return the latest changes, newest first."""
        return tuple(reversed(self._told[-count:]))

    def lived(self, resident: Resident) -> Resident:
        """Return a resident with their changes applied."""
        facts: Mapping[str, Any] = resident.facts
        for one in self._told:
            if one.id_number == resident.number:
                facts = {**facts, **({"alive": False, "died_on": one.on} if one.kind == "died" else moved(one))}
        return msgspec.structs.replace(resident, facts=facts)

    def _division(self, number: str, lived_in: str) -> str:
        return next(
            (one.to for one in reversed(self._told) if one.id_number == number and one.kind == "moved"), lived_in
        )


def moved(one: RegisteredChange) -> dict[str, Any]:
    """Return the facts of a moved household registration."""
    return {"hukou": one.to, "hukou_street": one.to, "previous_hukou": one.origin, "hukou_since": one.on}
