"""Lint: declared effects of a service agree with its content."""

from collections.abc import Iterator

from backend.catalogue.effects import EFFECTS, derived_effects, payee_fields, redirect_target
from backend.catalogue.lint.lint_finding import SAYS, LintFinding
from backend.catalogue.types import FormField, Service

CONTACTS = {"phone", "email", "address"}


def check_effects(service: Service) -> Iterator[LintFinding]:
    """Return what is missing or contradictory in the declared effects."""
    declared = frozenset(service.effects)
    if not declared:
        yield LintFinding(("effects",), SAYS("no_effects"))
        return
    if "none" in declared and len(declared) > 1:
        yield LintFinding(("effects",), SAYS("none_and_others"))
    if len(declared) < len(service.effects):
        yield LintFinding(("effects",), SAYS("effect_twice"))
    for effect in sorted(derived_effects(service) - declared):
        yield LintFinding(("effects",), SAYS("effect_missing", does=EFFECTS[effect], effect=effect))
    yield from _payment(service, "pays" in declared)
    yield from _redirection(service, "changes_contact" in declared)


def _payment(service: Service, pays: bool) -> Iterator[LintFinding]:
    """Check that a payment has an account field or words about another way of payment."""
    if pays and not payee_fields(service) and not service.result.payout:
        yield LintFinding(("result", "payout"), SAYS("no_account"))
    for index, field in enumerate(service.field):
        if pays and field.kind == "bank_account" and field.moves == "nothing":
            yield LintFinding(("field", index, "moves"), SAYS("account_unchecked"))
    if service.result.payout and not pays:
        yield LintFinding(("result", "payout"), SAYS("payout_without_payment"))


def _redirection(service: Service, changes: bool) -> Iterator[LintFinding]:
    """Check that the field that changes a contact is known, because the step-up depends on it."""
    if changes and not any(redirect_target(field) in {"contact", "delivery"} for field in service.field):
        yield LintFinding(("effects",), SAYS("no_contact_field"))
    for index, field in enumerate(service.field):
        if not _fits(field):
            yield LintFinding(("field", index, "moves"), SAYS("moves_unfit", moves=field.moves, kind=field.kind))


def _fits(field: FormField) -> bool:
    match field.moves:
        case "account":
            return field.kind == "bank_account"
        case "contact" | "delivery":
            return field.kind in CONTACTS
    return True
