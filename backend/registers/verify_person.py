"""Check of name, number and life in the population register."""

from backend.kit.identity_number import InvalidIdentityNumber, identity_number
from backend.registers.gateway import RegisterGateway


async def known_and_alive(registers: RegisterGateway, purpose: str, text: str, name: str, *, samples: bool) -> bool:
    """Check that the population register knows this name under this number, and that the person is alive.

    Returns False alike for an unknown number, a wrong name, a death and a silent register, so that nobody can probe for one of them.
    """
    try:
        number = identity_number(text, samples=samples)
    except InvalidIdentityNumber:
        return False
    told = await registers.ask(purpose, number.value, name, ("birth_date", "alive"))
    births = {str(one["value"])[:10] for one in told.get("birth_date", ())}
    dead = any(one["value"] is False for one in told.get("alive", ()))
    fits = number.birth is None or number.birth.isoformat() in births
    return bool(births) and fits and not dead
