"""Answers of the sample registers to a query; pure."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, cast

from backend.kit.messages.render import Messages
from backend.registers.attributes import attributes
from backend.registers.sample.faults import ActiveFaults
from backend.registers.sample.residents import Resident
from backend.registers.to_facts import register_of
from backend.registers.types import PARTICULARS, RegisterQuery, RegisterResponse, RegisterValue
from backend.rules.types import Attribute, Register

YEAR = timedelta(days=365)
OTHERWISE = Messages.beside(__file__).take("otherwise")


def registers_asked(query: RegisterQuery) -> frozenset[Register]:
    """Return the registers that hold the requested attributes."""
    return frozenset(register for name in query.attributes if (register := register_of(name)) is not None)


def all_down(query: RegisterQuery, troubles: ActiveFaults) -> bool:
    """Check whether all asked registers are down."""
    asked = registers_asked(query)
    return bool(asked) and all(troubles.mode(register) == "down" for register in asked)


def register_response(
    query: RegisterQuery, resident: Resident | None, troubles: ActiveFaults, now: datetime
) -> RegisterResponse:
    """Build the response; an unknown person or attribute is silence."""
    told = () if resident is None else tuple(_told(query, resident, troubles, now))
    spoken = {one.attribute for one in told}
    return RegisterResponse(
        request_id=query.request_id, answers=told, silent=tuple(name for name in query.attributes if name not in spoken)
    )


def _told(query: RegisterQuery, resident: Resident, troubles: ActiveFaults, now: datetime) -> Iterator[RegisterValue]:
    for name in dict.fromkeys(query.attributes):
        register = register_of(name)
        if register is None or name in resident.silent or troubles.mode(register) in ("silent", "down"):
            continue
        value = resident.facts.get(name)
        yield RegisterValue(attribute=name, value=value, source=register, as_of=now)
        other = resident.disagree.get(name)
        if other is not None:
            yield RegisterValue(attribute=name, value=other.value, source=other.source, as_of=now)
        if troubles.mode(register) == "contradict" and value is not None:  # nothing said, nothing to contradict
            yield RegisterValue(
                attribute=name, value=another_value(name, value), source=another_register(register), as_of=now
            )


def another_value(name: str, value: Any) -> Any:
    """Return a different valid value, for contradictions."""
    if name in PARTICULARS:
        return OTHERWISE(value=value).text
    attribute = attributes()[name]
    match attribute.kind:
        case "yes_no":
            return not value
        case "number":
            return value + 1
        case "date":
            return cast(date, value) - YEAR
        case "division":
            return "440305" if value != "440305" else "430102"
        case "code" | "codes" | "records":
            return _another_choice(attribute, value)
    return OTHERWISE(value=value).text


def _another_choice(attribute: Attribute, value: Any) -> Any:
    first = attribute.options[0].value
    if attribute.kind == "code":
        return next(option.value for option in attribute.options if option.value != value)
    if value:
        return []
    return [first] if attribute.kind == "codes" else [{"kind": first}]


def another_register(register: Register) -> Register:
    """Return a register that contradicts another one."""
    return "population" if register != "population" else "civil_affairs"
