"""What changed between two versions is told by place, and an inserted part moves nothing else."""

from msgspec.structs import replace

from backend.catalogue.load import RULES, SERVICES, read_service
from backend.catalogue.published import Content, content_of
from backend.catalogue.version_diff import version_diff
from backend.registers.attributes import attributes
from backend.rules.parse_rules import read_rule_file

CODE = "FT0205001"
RULE_FILE = read_rule_file(RULES / f"{CODE}.toml", attributes())
CONTENT = content_of(read_service(SERVICES / "elderly" / f"{CODE}.toml"), {CODE: RULE_FILE})
SERVICE = CONTENT.service


def changes(service: object) -> list[tuple[str, str]]:
    return [(c.kind, c.path) for c in version_diff(CONTENT, replace(CONTENT, service=service))]


def test_nothing_changed_is_nothing_said() -> None:
    assert version_diff(CONTENT, Content(service=SERVICE, rules=CONTENT.rules, instant=CONTENT.instant)) == ()


def test_a_value_is_told_with_before_and_after() -> None:
    changed = replace(SERVICE, limit=replace(SERVICE.limit, promised=3))
    (change,) = version_diff(CONTENT, replace(CONTENT, service=changed))
    assert (change.kind, change.path, change.before, change.after) == ("changed", "service.limit.promised", 0, 3)


def test_a_new_first_paper_leaves_the_others_unchanged() -> None:
    first = replace(SERVICE.material[0], key="photo")
    assert changes(replace(SERVICE, material=(first, *SERVICE.material))) == [("added", "service.material[photo]")]


def test_a_paper_left_out_is_one_removal() -> None:
    assert changes(replace(SERVICE, material=SERVICE.material[1:])) == [("removed", "service.material[id_card]")]


def test_a_new_order_is_told() -> None:
    assert changes(replace(SERVICE, question=SERVICE.question[::-1])) == [("moved", "service.question")]


def test_an_option_of_a_question_is_found_by_its_value() -> None:
    index = next(i for i, f in enumerate(SERVICE.field) if f.options)
    field = SERVICE.field[index]
    asked = (*SERVICE.field[:index], replace(field, options=field.options[:-1]), *SERVICE.field[index + 1 :])
    gone = field.options[-1].value
    assert changes(replace(SERVICE, field=asked)) == [("removed", f"service.field[{field.key}].options[{gone}]")]


def test_an_amount_in_a_rule_is_found_by_the_rules_first_day() -> None:
    rule = CONTENT.rules[-1]
    raised = replace(rule, grant=(*rule.grant[:-1], replace(rule.grant[-1], amount=250)))
    (change,) = version_diff(CONTENT, replace(CONTENT, rules=(*CONTENT.rules[:-1], raised)))
    assert change.path.startswith("rules[2021-03-01].grant")
    assert (change.path.endswith(".amount"), change.before, change.after) == (True, 200, 250)


def test_equal_names_are_counted() -> None:
    twice = replace(SERVICE, aliases=(*SERVICE.aliases, SERVICE.aliases[0]))
    assert changes(twice) == [("added", f"service.aliases[{SERVICE.aliases[0]} (2)]")]
