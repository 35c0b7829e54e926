"""The one way of submitting without a fresh proof: what stands in its place, and that nothing else uses it."""

from uuid import uuid4

import msgspec
import pytest

from backend.cases.papers.reuse import LICENSED
from backend.cases.submission.step_up import require
from backend.catalogue.effects import effects_of, payee_fields
from backend.catalogue.lint.sources import cites_a_law
from backend.catalogue.load import read_service, service_files
from backend.kit.migrate import ROOT
from backend.offers.flow import ENDS, TABLE, next_state
from backend.offers.messages import OFFERED, STATES
from backend.offers.problems import OfferMovedOn
from backend.residents.step_up import AnotherFactorNeeded, StepUpNeeded
from backend.residents.types import Acting, FreshProof, Identity
from tests.conftest import NOW

SERVICES = [read_service(path) for path in service_files()]
OFFERED_SERVICES = [one for one in SERVICES if one.offer]
NOBODY = Acting(uuid4(), uuid4())
BY_SMS = msgspec.structs.replace(NOBODY, proofs=(FreshProof(NOW, "sms"),))


def test_an_offer_needs_no_fresh_proof_and_never_does_without_another_factor() -> None:
    require(NOBODY, "fresh", "offer")
    with pytest.raises(StepUpNeeded):
        require(NOBODY, "fresh")
    for acting in (NOBODY, BY_SMS):
        with pytest.raises(AnotherFactorNeeded):
            require(acting, "another_factor", "offer")


def test_only_the_day_of_an_offer_submits_by_it() -> None:
    makers = [
        str(path.relative_to(ROOT))
        for top in ("backend", "auth", "push", "pwa")
        for path in (ROOT / top).rglob("*.py")
        if "AcceptedOffer(" in path.read_text("utf-8")
    ]
    assert sorted(makers) == ["backend/cases/submission/accepted_offer.py", "backend/offers/submit_on_day.py"]


def test_what_is_offered_can_be_submitted_with_nothing_typed() -> None:
    assert [one.code for one in OFFERED_SERVICES] == ["FT0205001"]
    known = {field.name for field in msgspec.structs.fields(Identity)}
    for one in OFFERED_SERVICES:
        assert one.offer
        assert one.offer.text in OFFERED, one.code
        assert not one.offer.commissioned, "nobody commissioned it"
        assert not one.offer.by_law or cites_a_law(one.provenance["offer"]), one.code
        assert [f.key for f in one.field if f.required and f.prefill not in known] == [], one.code
        assert [m.key for m in one.material if m.required and not m.later and m.document not in LICENSED] == [], (
            one.code
        )
        assert one.grants, one.code
        assert one.grants.does == "begins", one.code
        if "pays" in effects_of(one):
            assert {f.prefill for f in payee_fields(one)} == {"payable_account"}, one.code


def test_every_state_has_its_words_and_ends_for_good() -> None:
    assert set(TABLE) == set(STATES)
    for state in ENDS:
        assert set(TABLE[state].values()) == {state}
        with pytest.raises(OfferMovedOn):
            next_state(state, "accepted")
    assert TABLE["proposed"].get("submitted") is None
    assert TABLE["accepted"].get("submitted") is None, "its day comes first"
