"""`futian rules review`: a lawyer's sheet of one rule: clause, article, facts and their sources, cases, and what stays with a person."""

from collections.abc import Iterator

import click
import msgspec

from backend.catalogue.load import RULES, read_service, service_files
from backend.catalogue.rule_laws import with_titles
from backend.catalogue.types import Service
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.registers.attributes import attributes
from backend.rules.conditions import Condition, atoms_of, needs_a_person
from backend.rules.gaps import find_gaps
from backend.rules.parse_rules import read_rule_file
from backend.rules.rule import Outcome, Rule, RuleFile, objects_of
from backend.rules.types import ObjectKind
from backend.rules.wording import source

_messages = Messages.beside(__file__)
SHEET = _messages.texts("rule_sheet", Audience.OFFICER)
HELP = _messages.texts("help_rules", Audience.MACHINE)
OUTCOMES, THINGS = _messages.words("RULE_OUTCOME", Outcome), _messages.words("THING", ObjectKind)


@click.group(help=HELP("group"))
def rules() -> None:
    """Group of the commands below."""


@rules.command(help=HELP("review"))
@click.argument("service")
def review(service: str) -> None:
    """Print the sheet of the rule of a service."""
    code = service.upper()
    path = RULES / f"{code}.toml"
    if not path.exists():
        raise click.ClickException(SHEET("no_rule", code=code))
    found = next(one for one in map(read_service, service_files()) if one.code == code)
    for line in rule_sheet(found, read_rule_file(path, attributes())):
        click.echo(line)


@rules.command(help=HELP("gaps"))
@click.argument("service")
def gaps(service: str) -> None:
    """Print gaps, overlaps and rows that nobody reaches, each with an example person; ends with 1 if there are any."""
    code = service.upper()
    path = RULES / f"{code}.toml"
    if not path.exists():
        raise click.ClickException(SHEET("no_rule", code=code))
    file = read_rule_file(path, attributes())
    found = find_gaps(file.rules)
    for one in found:
        facts = [f"{name}={value}" for name, value in msgspec.to_builtins(dict(one.person)).items()]
        click.echo(SHEET("gap", kind=one.kind, version=one.version, row=one.row + 1, day=one.on, facts=facts))
    if found:
        raise SystemExit(1)
    click.echo(SHEET("no_gaps", code=code))


def rule_sheet(service: Service, file: RuleFile) -> Iterator[str]:
    """Return the sheet of the latest rule, line by line."""
    rule = max(file.rules, key=lambda one: one.valid_from)
    fields = {field.key: field.label for field in service.field}
    yield SHEET("head", code=service.code, name=service.name)
    yield SHEET("basis", basis=rule.basis)
    since = SHEET("valid_from", day=rule.valid_from, source=rule.start) if rule.start else ""
    yield since or SHEET("known_from", day=rule.valid_from)
    for one in objects_of((rule,)):
        yield SHEET("thing", kind=one.kind, field=fields.get(one.number, one.number))
    yield ""
    laws = rule.laws or ("",) * len(rule.require)
    for number, (requirement, law) in enumerate(zip(rule.require, laws, strict=True), 1):
        yield from _clause(number, requirement, law, file)
    yield from _rest(service, rule, file)


def _clause(number: int, requirement: Condition, law: str, file: RuleFile) -> Iterator[str]:
    yield SHEET("clause", number=number, says=requirement.says)
    yield SHEET("article", law=with_titles(law))
    facts = {atom.attribute.name: atom.attribute for atom in atoms_of(requirement)}
    for one in facts.values():
        yield SHEET("fact", label=one.label, source=source(one.source), name=one.name)
    if needs_a_person(requirement):
        yield SHEET("for_a_person")
    for case in file.cases:
        if requirement.says in case.expect.failing:
            yield SHEET("failing", name=case.name)


def _rest(service: Service, rule: Rule, file: RuleFile) -> Iterator[str]:
    """What happens in the real form, and which questions decide nothing."""
    yield ""
    for story in file.stories:
        stays = "、".join(story.stays)
        yield SHEET("story", name=story.name, outcome=OUTCOMES[story.outcome])
        if stays:
            yield SHEET("stays", requirements=stays)
    labels = [field.label for field in service.field if field.key in file.unread]
    if labels:
        yield SHEET("unread", questions="、".join(labels))
    if rule.note:
        yield SHEET("note", note=rule.note)
