"""Separation of duties: every way by which staff change something stands in the one table, and the table is enforced."""

import re

import click

from backend.app import handlers, house
from backend.cli import main
from backend.kit.clock import utc_now
from backend.kit.response_cache import PageCache
from backend.residents.separation import act_rules
from backend.settings import ROOT, Settings

SOURCES = [path for room in ("backend", "auth", "pwa") for path in (ROOT / room).rglob("*.py")]
NO_CONSEQUENCE = {
    "/api/studio/services/{code}/draft/rule/trial": "tries rules and cases, and changes nothing",
    "/studio/impact/{code}": "computes what a draft would change, and changes nothing",
    "/api/studio/audience": "counts an audience, and changes nothing",
    "/studio/audience": "counts an audience, and changes nothing",
    "/studio/campaigns/{id}/look": "shows what a draft comes to as it is typed, and changes nothing",
    "/studio/services/{code}/found": "shows what a search would find, and changes nothing",
    "/studio/tables/{table}/{key}/found": "shows what a search would find, and changes nothing",
    "/api/studio/bulk": "shows what a change of many services would do, and changes nothing",
    "/studio/bulk": "shows what a change of many services would do, and changes nothing",
    "/studio/filters": "keeps a filter of one's own list",
    "/studio/filters/{id}/end": "forgets a filter of one's own list",
    "/studio/import": "shows what a file would change, and changes nothing",
    "/studio/services/{code}/trial/{number}": "checks answers that an editor tries a form with, and keeps none",
    "/audit/check": "asks for the log to be checked",
    "/desk/mandates/search": "reads by a number that belongs in no address; the person reads that it was opened",
}
COMMANDS = {
    "catalogue import": ("catalogue.edited",), "catalogue publish": ("catalogue.published",),
    "switch on": ("switch.on",), "switch off": ("switch.off",),
    "brake pull": ("brake.pulled",), "brake release": ("brake.released",),
}  # fmt: skip
PEOPLE = {"--by", "--author", "--approver"}


def test_every_route_by_which_staff_change_something_names_its_acts(settings: Settings) -> None:
    named: set[str] = set()
    for path, handler in handlers(house(settings, utc_now, PageCache())):
        policy = getattr(handler.opt.get("access"), "__name__", "")
        if "staff" not in policy or set(getattr(handler, "http_methods", ())) <= {"GET", "HEAD"}:
            continue
        declared = handler.opt.get("acts", ())
        plain = re.sub(r":\w+", "", path)
        assert bool(declared) != (plain in NO_CONSEQUENCE), f"{path} names the acts of separation.toml that it does"
        named |= set(declared)
    named |= {act for declared in COMMANDS.values() for act in declared}
    assert named <= set(act_rules())
    assert set(act_rules()) - named == UNROUTED, "an act of the table that nothing does"


UNROUTED = {
    "catalogue.retirement_proposed", "catalogue.retired",  # verbs without a page yet
}  # fmt: skip


def test_every_command_that_takes_a_name_of_staff_is_known() -> None:
    found = {name for name, command in commands(main) if any(PEOPLE & set(option.opts) for option in command.params)}
    assert found == set(COMMANDS)


def commands(group: click.Command, before: str = "") -> list[tuple[str, click.Command]]:
    """Every command with its full name."""
    if not isinstance(group, click.Group):
        return [(before.strip(), group)]
    context = click.Context(group)
    found = {name: group.get_command(context, name) for name in group.list_commands(context)}
    return [one for name, command in found.items() if command for one in commands(command, f"{before} {name}")]


def test_every_act_is_admitted_in_the_one_place() -> None:
    text = "\n".join(path.read_text("utf-8") for path in SOURCES if path.name != "separation.py")
    passed_on = r"authorized|_propose"  # what hands its act to authorize, in delegation/counter.py
    calls = re.findall(rf"\b(?:authorize|{passed_on})\((?:[^()]|\([^()]*\))*\)", text)
    said = "\n".join(calls) + "\n".join(re.findall(r"action = .*", text))
    for name in act_rules():
        room, _, _ = name.partition(".")
        assert f'"{name}"' in said or f'f"{room}.' in said, f"nothing admits {name}"


def test_the_table_is_whole() -> None:
    for name, row in act_rules().items():
        assert set(row.apart_from) <= set(act_rules()), name
        assert bool(row.apart_from) == bool(row.refusal), f"{name}: somebody who is refused reads why"


def test_the_ledger_is_written_and_read_in_the_one_place() -> None:
    users = [path.name for path in SOURCES if re.search(r"\b(add_staff_act|did)\(", path.read_text("utf-8"))]
    assert users == ["separation.py"]
