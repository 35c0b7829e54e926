"""From a choice of services and groups to the services of a mandate."""

from typing import Any

import pytest

from backend.delegation.context import Context
from backend.delegation.problems import NothingChosen
from backend.delegation.scope import MOST, Wish, granted, offered
from backend.delegation.types import Power


async def test_every_group_can_be_given_whole(context: Context) -> None:
    """The largest one is that of the enterprises, which a shop gives to an employee."""
    in_force = context.catalogue.in_force.values()
    groups = {group for version in in_force for group in version.service.groups}
    sizes: dict[Any, int] = {}
    for group in sorted(groups):
        for kind in ("natural", "organisation"):
            if any(group in one.service.groups and offered(one.service, kind) for one in in_force):
                found = granted(context.catalogue, Wish(groups=(group,), power=Power.PREPARE, days=30), kind)
                sizes[group, kind] = len(found)
                assert {one.via for one in found} == {group}
    assert max(sizes.values()) > MOST


async def test_services_that_are_named_one_by_one_are_bounded(context: Context) -> None:
    codes = tuple(code for code, one in sorted(context.catalogue.in_force.items()) if offered(one.service, "natural"))
    with pytest.raises(NothingChosen):
        granted(context.catalogue, Wish(services=codes[: MOST + 1], power=Power.SEE, days=30))
    with pytest.raises(NothingChosen):
        granted(context.catalogue, Wish(power=Power.SEE, days=30))
