"""The conditions of an audience as rows of inputs, and back: what the rules of services are written with (`views.condition_slots`). Pure."""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from backend.campaigns.choosing import choosing_attributes
from backend.catalogue.exchange.rule_toml import conditions_text
from backend.registers.attributes import attributes
from backend.rules.conditions import Atom, Condition, atoms_of
from backend.rules.slots.comparisons import usual_comparison
from backend.rules.slots.sentences import condition_sentence
from backend.rules.slots.types import SlotError
from pwa.views.condition_slots import SlotsView, numbered, read_slots, slot_inputs, slots_of_typed, typed_slots

Inputs = Mapping[str, str | list[str]]
ROWS = "c"
MOST_ROWS = 12


class TypedConditions(Struct, frozen=True):
    """Rows as typed; `text` holds those that can be read, `errors` says by row why one can't."""

    inputs: Inputs
    text: str
    errors: Mapping[str, SlotError]


def condition_inputs(condition: Condition) -> Inputs:
    """Return the inputs that show the comparisons of a condition, one a row."""
    rows = (slot_inputs(f"{ROWS}.{n}", atom) for n, atom in enumerate(atoms_of(condition)))
    return {name: value for row in rows for name, value in row.items()}


def read_conditions(inputs: Inputs) -> TypedConditions:
    """Read rows; only what may choose people is understood."""
    read = {name: read_slots(inputs, name, "", choosing_attributes()) for name in row_names(inputs)}
    text = conditions_text(one for one in read.values() if isinstance(one, Atom))
    return TypedConditions(inputs, text, {name: one for name, one in read.items() if isinstance(one, SlotError)})


def with_new_row(inputs: Inputs, attribute: str) -> Inputs:
    """Add a row for an attribute, its slot still empty; unchanged where there are too many or nobody may ask for it."""
    if attribute not in choosing_attributes() or len(row_names(inputs)) == MOST_ROWS:
        return inputs
    name = f"{ROWS}.{max(numbered(inputs, ROWS), default=-1) + 1}"
    return {**inputs, f"{name}.attribute": attribute, f"{name}.compare": usual_comparison(attributes()[attribute])}


def row_names(inputs: Inputs) -> list[str]:
    """Return the names of the rows that aren't taken out."""
    return [f"{ROWS}.{n}" for n in numbered(inputs, ROWS)[:MOST_ROWS]]


def condition_rows(typed: TypedConditions) -> Iterator[SlotsView]:
    """Show each row with its inputs and what is wrong in it."""
    for name in row_names(typed.inputs):
        slots = typed_slots(typed.inputs, name, attributes())
        attribute = attributes().get(slots.attribute)
        if attribute is not None:
            read = read_slots(typed.inputs, name, "", attributes())
            said = condition_sentence(read) if isinstance(read, Atom) else ""
            yield slots_of_typed(name, slots, attribute, sentence=said, error=typed.errors.get(name))
