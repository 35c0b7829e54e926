"""What of a draft fits another version of its form: answers move by the id of their question, the rest is set aside. Pure."""

from collections.abc import Collection, Iterable, Mapping

from msgspec import Struct

from backend.cases.answers import Answer, Answers, InvalidAnswer
from backend.cases.drafts.display import display_answer
from backend.cases.drafts.field_rules import normalize
from backend.catalogue.types import FormField, RequiredMaterial


class SetAside(Struct, frozen=True):
    """An answer that the new form has no place for: the question as it was asked, and the answer in words."""

    label: str
    says: str


class MigratedAnswers(Struct, frozen=True):
    """`answers` that the new form takes, what is `aside`, and the slots of papers that nothing asks for any more."""

    answers: Mapping[str, Answer]
    aside: tuple[SetAside, ...]
    slots: tuple[str, ...]


def migrate_answers(
    old: Collection[FormField], new: Iterable[FormField], answers: Answers, slots: Iterable[str],
    materials: Iterable[RequiredMaterial], *, samples: bool = False,
) -> MigratedAnswers:  # fmt: skip
    """Sort the answers and papers of a draft by whether the new version has a place for them; nothing is dropped."""
    places, asked = {field.key: field for field in new}, {field.key: field for field in old}
    kept = {key: answer for key, answer in answers.items() if key in places and fits(places[key], answer, samples)}
    left = ((asked.get(key), answer) for key, answer in answers.items() if answer and key not in kept)
    wanted = {material.key for material in materials}
    return MigratedAnswers(
        kept,
        tuple(SetAside(field.label, display_answer(field, answer)) for field, answer in left if field is not None),
        tuple(slot for slot in slots if slot not in wanted),
    )


def fits(field: FormField, answer: Answer, samples: bool) -> bool:
    """Check that a question takes an answer exactly as it stands; an empty one says nothing and fits everywhere."""
    try:
        return not answer or normalize(field, answer, samples) == answer
    except InvalidAnswer:
        return False
