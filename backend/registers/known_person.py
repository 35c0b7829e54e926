"""Does the population register know this person under this number and name, and are they alive?"""

from collections.abc import Mapping
from typing import Any, Protocol

from backend.kit.identity_number import InvalidIdentityNumber, identity_number


class Registers(Protocol):
    """What asks registers about a person."""

    async def ask(
        self, purpose: str, id_number: str, name: str, attributes: tuple[str, ...]
    ) -> Mapping[str, list[dict[str, Any]]]:
        """What the registers say, attribute by attribute, one entry per source."""
        ...


async def known_and_alive(registers: Registers, purpose: str, text: str, name: str, *, samples: bool) -> bool:
    """One word for everything: whoever hears no can't tell an unknown number from a wrong name, a death or a silent register."""
    try:
        number = identity_number(text, samples=samples)
    except InvalidIdentityNumber:
        return False
    told = await registers.ask(purpose, number.value, name, ("birth_date", "alive"))
    births = {str(one["value"])[:10] for one in told.get("birth_date", ())}
    dead = any(one["value"] is False for one in told.get("alive", ()))
    fits = number.birth is None or number.birth.isoformat() in births
    return bool(births) and fits and not dead
