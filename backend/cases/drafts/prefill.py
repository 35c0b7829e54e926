"""Prefilled answers: values already known from identity and registers, with their source."""

import msgspec

from backend.catalogue.types import FormField
from backend.catalogue.vocabulary import KIND_OF_PAPER
from backend.residents.types import Identity


def prefill(
    service_fields: tuple[FormField, ...], who: Identity, facts: dict[str, object]
) -> dict[str, tuple[str, str]]:
    """Known values for these questions, as (value, source) by key."""
    out: dict[str, tuple[str, str]] = {}
    for field in service_fields:
        value, source = known_value(field.prefill, who, facts)
        if (
            value and field.kind != "bank_account" and is_offered(field, value)
        ):  # accounts: offered masked, chosen by a tap
            out[field.key] = (value, source)
    return out


def is_offered(field: FormField, value: str) -> bool:
    """Tell whether a question that offers choices offers this one."""
    return not field.options or value in {option.value for option in field.options}


SAYS_SO = {"phone": "identity", "payable_account": "civil_affairs"}  # the others come from the population register


def known_value(name: str, who: Identity, facts: dict[str, object]) -> tuple[str, str]:
    """Known value of a name, and its source; both empty if unknown."""
    if name == KIND_OF_PAPER:
        return ("card", "population") if who.id_number else ("", "")
    if name and name in {f.name for f in msgspec.structs.fields(Identity)}:
        return str(getattr(who, name)), SAYS_SO.get(name, "population")
    told = facts.get(name)
    if isinstance(told, list) and told and isinstance(told[0].get("value"), str | int):
        return str(told[0]["value"]), str(told[0]["source"])
    return "", ""
