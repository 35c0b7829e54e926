"""Does the population register know this person under this number and name, and are they alive?"""

from backend.cases.services import RegisterGateway
from backend.kit.identity_number import InvalidIdentityNumber, identity_number


async def known_and_alive(registers: RegisterGateway, purpose: str, text: str, name: str, *, samples: bool) -> bool:
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
