"""Lint: a rule against its service. Every fact has a source, every question a use, every thing an owner, every payment its conditions."""

from collections.abc import Iterator

from backend.catalogue.effects import effects_of, payee_fields
from backend.catalogue.lint.lint_finding import LintFinding
from backend.catalogue.lint.patterns import OTHER_CARDS, OTHER_PEOPLE
from backend.catalogue.rule_laws import laws_in
from backend.catalogue.types import FormField, Service
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.registers.to_facts import register_of
from backend.rules.comparators import Compare, Is, OneOf
from backend.rules.conditions import Atom, atoms_of
from backend.rules.rule import ANSWER, Rule, RuleFile, RuleObject, attributes_of, conditions_of, objects_of
from backend.rules.types import Attribute, Sensitivity

SAYS = Messages.beside(__file__).texts("rules", Audience.OFFICER)
OWN_FACTS = frozenset({"identity_verified", "phone_confirmed", "face_matched_on", "form_complete"})
"""What this house knows by itself; a test holds it equal to what it really gathers."""
BY_WORD = frozenset({"self", "identity", "calendar"})
DECIDING = {
    "choice": "code",
    "choices": "codes",
    "yes_no": "yes_no",
    "number": "number",
    "date": "date",
    "division": "division",
}
"""Kinds of questions whose answers may decide, with the kind of the fact; of other kinds a rule knows only whether something was written."""
ASIDE = frozenset({"money", "month"})
NAMES_A_THING = frozenset({"credit_code", "plate"})
PUBLIC: Sensitivity = "public"
OTHER_PAPERS = frozenset({"hk_mo_tw", "foreigners"})
CARDS = frozenset({"id_card_front", "household_page"})
_ALONE, _NOT_EMPLOYED = (
    frozenset({"single", "divorced", "widowed"}),
    frozenset({"unemployed", "graduate", "student", "selfbiz"}),
)
WITHOUT = {"spouse_name": _ALONE, "spouse_number": _ALONE, "employer_name": _NOT_EMPLOYED}
"""Who can't answer a question that is prefilled so, by the options of a form that list them."""


def check_rule(service: Service, file: RuleFile) -> Iterator[str]:
    """Return what is wrong between the latest rule of a file and its service."""
    rule = max(file.rules, key=lambda one: one.valid_from)
    for look in (_supplied, _things, _proof, _payment):
        yield from look(service, rule)
    yield from _questions(service, file)
    yield from _sources(file)
    if not any(story.outcome == "approve" for story in file.stories):
        yield SAYS("no-yes")


def _supplied(service: Service, rule: Rule) -> Iterator[str]:
    """A fact that nobody supplies."""
    fields = {field.key: field for field in service.field}
    for attribute in attributes_of((rule,)):
        if attribute.subject == "case":
            yield from _answer(attribute, fields.get(attribute.name.removeprefix(ANSWER)))
        elif not _has_source(attribute, service, rule):
            yield SAYS("no-source", fact=attribute.name)


def _has_source(attribute: Attribute, service: Service, rule: Rule) -> bool:
    match attribute.source:
        case "calendar":
            return True
        case "identity":
            return attribute.name in OWN_FACTS
        case "bank":
            return bool(payee_fields(service))
        case "self":
            return any(field.key == attribute.name for field in service.field)
    name = attribute.derived.of if attribute.derived is not None else attribute.name
    declared = not attribute.of_object or any(one.kind == attribute.subject for one in objects_of((rule,)))
    return declared and register_of(name) is not None


def _answer(attribute: Attribute, field: FormField | None) -> Iterator[str]:
    """The answer that a rule declares is the question of the form: same kind, same options."""
    if field is None or DECIDING.get(field.kind, "yes_no") != attribute.kind:
        yield SAYS("no-question", fact=attribute.name)
    elif {one.value: one.label for one in field.options} != {one.value: one.label for one in attribute.options}:
        yield SAYS("other-options", fact=attribute.name)


def _things(service: Service, rule: Rule) -> Iterator[str]:
    """No authority over the thing; or a thing that the form names and the rule doesn't ask about."""
    named = {one.number for one in objects_of((rule,))}
    for one in objects_of((rule,)):
        yield from _thing(service, rule, one)
    for field in service.field:
        if field.kind in NAMES_A_THING and field.when is None and field.required and field.key not in named:
            yield SAYS("thing-unasked", field=field.key)


def _thing(service: Service, rule: Rule, one: RuleObject) -> Iterator[str]:
    if {one.number, one.name} - {""} - {field.key for field in service.field}:
        yield SAYS("thing-unnamed", kind=one.kind)
    read = [a for a in attributes_of((rule,)) if a.subject == one.kind]
    public = bool(read) and all(a.sensitivity == PUBLIC for a in read)
    if not public and not any(_demands_authority(atom, one.kind) for part in rule.require for atom in atoms_of(part)):
        yield SAYS("no-authority", kind=one.kind)


def _demands_authority(atom: Atom, kind: str) -> bool:
    return atom.attribute.name == f"{kind}_authority" and "none" not in _allowed(atom.compare)


def _allowed(compare: Compare) -> tuple[object, ...]:
    match compare:
        case Is(value):
            return (value,)
        case OneOf(values):
            return tuple(values)
    return ("none",)


def _proof(service: Service, rule: Rule) -> Iterator[str]:
    """A tick-box, or another word of the applicant, as the only proof."""
    if all(atom.attribute.source in BY_WORD for part in rule.require for atom in atoms_of(part)):
        yield SAYS("only-word")


def _payment(service: Service, rule: Rule) -> Iterator[str]:
    """A payment begins only for somebody alive, into a checked account, from a stated month."""
    begins = service.grants is not None and service.grants.does == "begins"
    if "pays" not in effects_of(service) or not begins:
        return
    read = {one.name for one in attributes_of((rule,))}
    if "alive" not in read:
        yield SAYS("pays-without-life")
    if payee_fields(service) and "payee_account_matches" not in read:
        yield SAYS("pays-without-account")
    if any(grant.period == "month" and grant.first_month is None for grant in rule.grant):
        yield SAYS("pays-without-month")


def _questions(service: Service, file: RuleFile) -> Iterator[str]:
    """A question that is asked and never used, or an answer declared and never read."""
    latest = max(file.rules, key=lambda one: one.valid_from)
    names = {atom.attribute.name for part in conditions_of(latest) for atom in atoms_of(part)}
    read = {name.removeprefix(ANSWER) for name in names} | {one.number for one in objects_of((latest,))}
    decides = {field.key for field in service.field if field.kind in DECIDING or field.kind in ASIDE}
    asks = {field.when.field for field in service.field if field.when is not None}
    for key in sorted(decides - read - set(file.unread) - asks):
        yield SAYS("question-unused", field=key)
    for key in sorted(set(file.unread) & read) + sorted(set(file.unread) - decides):
        yield SAYS("unread-wrong", field=key)
    for key in sorted(set(file.declared) - read):
        yield SAYS("answer-unread", field=key)


def _sources(file: RuleFile) -> Iterator[str]:
    """A first day without source; a requirement of the latest rule without article, or with a law that no row names."""
    latest = max(file.rules, key=lambda one: one.valid_from)
    for rule in file.rules:
        if not isinstance(rule.start, str):
            yield SAYS("no-start", day=rule.valid_from.isoformat())
    laws = latest.laws or ("",) * len(latest.require)
    for requirement, law in zip(latest.require, laws, strict=True):
        if not law.strip():
            yield SAYS("no-law", says=requirement.says)
        elif laws_in(law) is None:
            yield SAYS("law-unknown", says=requirement.says, law=law)


def _card_only(service: Service) -> Iterator[LintFinding]:
    """A required number or photo of a card shuts out people who may apply with a travel permit or a passport."""
    if not (OTHER_PAPERS & set(service.groups) or any(OTHER_PEOPLE.search(line) for line in service.who)):
        return
    for index, field in enumerate(service.field):
        if field.kind == "id_number" and field.required and field.when is None:
            yield LintFinding(("field", index, "when"), SAYS("card-only", field=field.key))
    for index, material in enumerate(service.material):
        if material.required and material.document in CARDS and not OTHER_CARDS.search(material.what):
            yield LintFinding(("material", index, "what"), SAYS("paper-card-only", name=material.name))


def check_shut_out(service: Service) -> Iterator[LintFinding]:
    """A required question about a spouse or an employer shuts out a group that the same form lists, unless it depends on an answer."""
    yield from _card_only(service)
    listed = {option.value for field in service.field for option in field.options}
    for index, field in enumerate(service.field):
        without = WITHOUT.get(field.prefill, frozenset()) & listed
        if field.required and field.when is None and without:
            yield LintFinding(
                ("field", index, "when"), SAYS("shut-out", field=field.key, group="、".join(sorted(without)))
            )
