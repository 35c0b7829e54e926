"""Closed by default: every route has a policy, and the public ones are a list that a reviewer must edit."""

from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar, get

from backend.app import every_route_has_a_policy, handlers
from backend.kit.clock import utc_now
from backend.kit.response_cache import PageCache
from backend.residents.guards import public
from backend.settings import Settings

PUBLIC = Path(__file__).with_name("public_routes.txt")


def test_a_route_without_a_policy_keeps_the_house_closed() -> None:
    @get("/forgotten", sync_to_thread=False)
    def forgotten() -> None: ...

    with pytest.raises(RuntimeError, match="/forgotten"):
        every_route_has_a_policy(Litestar([forgotten]))


async def test_every_handler_is_one_that_the_framework_can_serve(house: Any) -> None:
    """The process prepares each when it is asked for, so a mistake in one doesn't keep it from starting."""
    for route in house.framework.routes:
        for method in {method for method in route.methods if method != "OPTIONS"}:
            handler, model = route.route_handler_map[method]
            assert method in handler.http_methods
            assert model is not None


def test_the_public_routes_are_the_ones_on_the_list(settings: Settings) -> None:
    from backend.app import house

    app = house(settings, utc_now, PageCache())
    found = {
        f"{method} {path}"
        for path, handler in handlers(app)
        for method in sorted(getattr(handler, "http_methods", ()))
        if handler.opt.get("access") is public
    }
    assert sorted(found) == PUBLIC.read_text("utf-8").splitlines()
