"""Form of a service: pages, questions that apply, and validation of a page."""

from itertools import groupby, takewhile

from backend.cases.answers import Answer, Answers, InvalidAnswer
from backend.cases.drafts.field_rules import normalize
from backend.catalogue.effects import redirect_target
from backend.catalogue.types import FormField, Service
from backend.kit.messages import formats
from backend.kit.messages.render import Messages
from backend.kit.problems import NotUnderstood

SECTION = Messages.beside(__file__).take("section")


def sections(service: Service) -> list[tuple[str, tuple[FormField, ...]]]:
    """Split the form into pages: neighbouring questions with the same heading."""
    return [(name, tuple(group)) for name, group in groupby(service.field, key=lambda f: f.section or SECTION().text)]


def applies(field: FormField, answers: Answers, form: tuple[FormField, ...]) -> bool:
    """Does this question apply? Only if the earlier question it depends on applies too and has one of the triggering answers."""
    if field.when is None:
        return True
    earlier = tuple(takewhile(lambda one: one.key != field.key, form))  # a draft may name a later one, even in a ring
    above = next((f for f in earlier if f.key == field.when.field), None)
    if above is not None and not applies(above, answers, earlier):
        return False
    given = answers.get(field.when.field, "")
    return bool(set(given if isinstance(given, list) else [given]) & set(field.when.one_of))


def is_hers(field: FormField) -> bool:
    """Is this a question that no helper by consent answers: where money, messages or deliveries go?"""
    return redirect_target(field) != "nothing"


def validate_page(
    fields: tuple[FormField, ...],
    given: Answers,
    known: Answers,
    samples: bool = False,
    form: tuple[FormField, ...] = (),
) -> tuple[dict[str, Answer], dict[str, str]]:
    """Validate the answers of one page. Returns normalized answers, and error sentences by key.

    `known` are the kept answers; those to the questions of this page are replaced as a whole. `form` is every question of the service.
    """
    page = {f.key for f in fields}
    elsewhere = {key: answer for key, answer in known.items() if key not in page}
    clean: dict[str, Answer] = {}
    errors: dict[str, str] = {}
    for field in fields:
        if not applies(field, {**elsewhere, **clean}, form or fields):
            continue
        try:
            clean[field.key] = normalize(field, given.get(field.key, ""), samples)
        except InvalidAnswer as wrong:
            errors[field.key] = str(wrong)
    return clean, errors


def unknown_fields(names: set[str]) -> NotUnderstood:
    """Refusal of unknown fields."""
    return NotUnderstood("surplus", names=formats.listed(sorted(names))[:80])
