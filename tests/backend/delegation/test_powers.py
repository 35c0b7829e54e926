"""Which power a step needs, what no power allows, and how far a service lets helpers go."""

from functools import cache
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from backend.catalogue.effects import effects_of
from backend.catalogue.load import read_service, service_files
from backend.catalogue.types import Service
from backend.catalogue.vocabulary import HelperLimit
from backend.delegation import powers
from backend.delegation.powers import NEEDS, NEVER, allowed, highest, may
from backend.delegation.types import BY_LAW, EVERY_SERVICE, OFFICES, Authority, Basis, Power
from tests.backend.delegation.mandates import HELPER, PRINCIPAL

STEPS, BASES = get_args(powers.Step), get_args(Basis)


@cache
def catalogue() -> tuple[Service, ...]:
    """Every service."""
    return tuple(read_service(path) for path in service_files())


def authority(basis: Basis, **granted: Power) -> Authority:
    """What a helper of this basis holds."""
    return Authority(mandate=HELPER, principal=PRINCIPAL, helper=HELPER, basis=basis, powers=granted)


def test_each_step_is_in_one_table() -> None:
    assert NEEDS.keys() | NEVER == set(STEPS)
    assert not NEEDS.keys() & NEVER
    assert powers.OF_AN_OFFICE | powers.OF_PARENTS <= NEVER


@given(st.sampled_from(STEPS), st.sampled_from(list(Power)), st.sampled_from(list(Power)), st.sampled_from(BASES))
def test_more_power_never_allows_less(step: Any, one: Power, other: Power, basis: Any) -> None:
    low, high = sorted((one, other))
    assert not allowed(step, low, basis) or allowed(step, high, basis)
    assert not allowed(step, None, basis) or step in NEVER


@pytest.mark.parametrize("step", sorted(NEVER))
def test_no_power_by_consent_takes_a_step_of_the_principals_own(step: Any) -> None:
    assert not any(allowed(step, power) for power in Power)
    for basis in BY_LAW:
        assert allowed(step, Power.SUBMIT, basis) == (
            step in (powers.OF_AN_OFFICE if basis in OFFICES else powers.OF_PARENTS)
        )


def test_submit_alone_is_never_given_where_money_is_paid_or_a_contact_changes() -> None:
    paying = [one for one in catalogue() if effects_of(one) & {"pays", "changes_contact"}]
    assert len(paying) > 30
    for service in paying:
        for limit in get_args(HelperLimit):
            most = highest(replace(service, helper=limit), "consent")
            assert most is None or most <= Power.SUBMIT_WITH_CONSENT
        assert highest(service, "parent") == Power.SUBMIT


def test_a_service_may_forbid_or_lower() -> None:
    plain = next(one for one in catalogue() if not effects_of(one))
    found = {limit: highest(replace(plain, helper=limit), "consent") for limit in get_args(HelperLimit)}
    assert found == {
        "": Power.SUBMIT, "none": None, "see": Power.SEE, "prepare": Power.PREPARE, "consent": Power.SUBMIT_WITH_CONSENT,
        "submit": Power.SUBMIT,
    }  # fmt: skip


def test_a_mandate_reaches_its_services_and_no_other() -> None:
    one, other = catalogue()[:2]
    limited = authority("consent", **{one.code: Power.PREPARE})
    assert may(limited, "case.answered", one)
    assert not may(limited, "consent.asked", one)
    assert not may(limited, "case.seen", other)
    assert not may(limited, "case.seen", replace(one, helper="none"))
    assert not may(authority("consent", **{one.code: Power.SUBMIT}), "case.answered", replace(one, helper="see"))
    assert may(authority("parent", **{EVERY_SERVICE: Power.SUBMIT}), "case.submitted", other)
