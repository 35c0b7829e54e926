"""Every route that asks for a fresh proof, and by which means: a reviewer must edit this list to change what an SMS alone can do."""

from pathlib import Path

from backend.app import handlers, house
from backend.kit.clock import utc_now
from backend.kit.response_cache import PageCache
from backend.residents.step_up import (
    ANOTHER_FACTOR,
    AnotherFactorNeeded,
    StepUpNeeded,
    need_another_factor,
    stepped_up_with,
)
from backend.residents.types import FreshProof
from backend.settings import Settings

LIST = Path(__file__).with_name("step_up_routes.txt")
MOVES = ("/me/number", "/me/passkeys", "/me/data/closing", "/me/data/own")
"""Addresses below which a contact or the account itself moves; their forms ask for more than an SMS, or are listed as free."""
FREE = {
    "POST /me/number/stop": "stopping a change protects the account",
    "POST /me/data/closing/undo": "staying protects the account",
}


def demands(settings: Settings) -> dict[str, str]:
    """The policy of every route that asks for a fresh proof."""
    found = {}
    for path, handler in handlers(house(settings, utc_now, PageCache())):
        policy = getattr(handler.opt.get("access"), "__name__", "")
        if policy.startswith("confirmed"):
            found |= {f"{method} {path}": policy for method in getattr(handler, "http_methods", ()) if method != "HEAD"}
    return found


def test_the_routes_that_step_up_are_the_ones_on_the_list(settings: Settings) -> None:
    found = [f"{policy} {route}" for route, policy in demands(settings).items()]
    assert sorted(found) == LIST.read_text("utf-8").splitlines()


def test_no_form_that_moves_a_contact_or_the_account_takes_an_sms(settings: Settings) -> None:
    strong = {"confirmed_by_another_factor", "confirmed_by_best_factor", "confirmed_for_contact"}
    asked = demands(settings)
    for path, handler in handlers(house(settings, utc_now, PageCache())):
        if path.startswith(MOVES) and "POST" in getattr(handler, "http_methods", ()):
            route = f"POST {path}"
            assert (asked.get(route) in strong) != (route in FREE), route


def test_an_sms_is_no_other_factor() -> None:
    assert "sms" not in ANOTHER_FACTOR
    now = utc_now()
    assert stepped_up_with((FreshProof(now, "sms"),)) is None
    assert stepped_up_with((FreshProof(now, "staff"),)) is None
    for means in ANOTHER_FACTOR:
        need_another_factor((FreshProof(now, means), FreshProof(now, "sms")))
    assert issubclass(AnotherFactorNeeded, StepUpNeeded)
