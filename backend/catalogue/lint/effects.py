"""Lint: declared effects of a service agree with its content."""

from collections.abc import Iterator

from backend.catalogue.effects import SAYS, derived_effects, payee_fields, redirect_target
from backend.catalogue.lint.lint_finding import LintFinding
from backend.catalogue.types import FormField, Service

CONTACTS = {"phone", "email", "address"}


def check_effects(service: Service) -> Iterator[LintFinding]:
    """Return what is missing or contradictory in the declared effects."""
    declared = frozenset(service.effects)
    if not declared:
        yield LintFinding(("effects",), "没有写明办成以后有什么后果；确实没有的写 none。")
        return
    if "none" in declared and len(declared) > 1:
        yield LintFinding(("effects",), "写了 none（没有后果），就不能再写别的。")
    if len(declared) < len(service.effects):
        yield LintFinding(("effects",), "同一个后果写了两次。")
    for effect in sorted(derived_effects(service) - declared):
        yield LintFinding(("effects",), f"从内容看，这个事项会{SAYS[effect]}，要写上 {effect}。")
    yield from _payment(service, "pays" in declared)
    yield from _redirection(service, "changes_contact" in declared)


def _payment(service: Service, pays: bool) -> Iterator[LintFinding]:
    """Check that a payment has an account field or words about another way of payment."""
    if pays and not payee_fields(service) and not service.result.payout:
        yield LintFinding(("result", "payout"), "会发钱，却没有问收款账户：请加一道账户题，或在这里写明钱怎么发。")
    for index, field in enumerate(service.field):
        if pays and field.kind == "bank_account" and field.moves == "nothing":
            yield LintFinding(("field", index, "moves"), "会发钱的事项，账户题不能写 nothing：钱会不经银行核对打过去。")
    if service.result.payout and not pays:
        yield LintFinding(("result", "payout"), "写了钱怎么发，effects 里却没有 pays。")


def _redirection(service: Service, changes: bool) -> Iterator[LintFinding]:
    """Check that the field that changes a contact is known, because the step-up depends on it."""
    if changes and not any(redirect_target(field) in {"contact", "delivery"} for field in service.field):
        yield LintFinding(("effects",), "写了 changes_contact，却没有哪道题的 moves 是 contact 或 delivery。")
    for index, field in enumerate(service.field):
        if not _fits(field):
            yield LintFinding(("field", index, "moves"), f"“{field.moves}”不适合这种题（{field.kind}）。")


def _fits(field: FormField) -> bool:
    match field.moves:
        case "account":
            return field.kind == "bank_account"
        case "contact" | "delivery":
            return field.kind in CONTACTS
    return True
