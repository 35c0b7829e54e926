"""What of a case a helper reads and writes: what they put in, nothing that the principal did, and nothing once she goes on herself."""

import pytest
from msgspec.structs import replace

from backend.cases import store
from backend.cases.helping.claims import claim
from backend.cases.lock import lock_case, not_claimed
from backend.cases.problems import CaseClaimed
from backend.cases.receipts import store as receipts
from backend.cases.sight import authors_after, sight_of
from backend.cases.submission.store import for_submission
from backend.delegation.problems import MandateOver
from backend.residents.service import open_identity
from backend.residents.types import Authority
from tests.backend.cases.two_people import Two
from tests.conftest import NOW
from tests.people import GRADUATE


async def test_a_helper_reads_what_they_put_in_and_nothing_else(two: Two) -> None:
    case = await two.draft()
    authors = authors_after(two.helper, {}, {"mine"})
    assert authors == {"mine": str(two.helper.person)}
    await two.db.execute("update cases set answered_by = $2 where id = $1", case, authors)
    sight = await sight_of(two.db, two.helper, case)
    assert sight.reads("mine")
    assert not sight.reads("hers")
    assert (await sight_of(two.db, two.principal, case)).reads("hers")
    assert authors_after(two.principal, authors, {"mine"}) == {}, "what she writes anew is hers"
    parent = replace(two.helper, mandate=replace(two.authority, basis="parent"))
    assert (await sight_of(two.db, parent, case)).reads("hers")


async def test_a_case_that_she_claims_is_closed_to_helpers_by_consent_only(two: Two) -> None:
    case = await two.draft()
    await lock_case(two.db, two.helper, case, "answered", NOW)
    await claim(two.db, two.principal, case, NOW)
    with pytest.raises(CaseClaimed):
        await lock_case(two.db, two.helper, case, "answered", NOW)
    with pytest.raises(CaseClaimed):
        await not_claimed(two.db, two.helper, case)
    await lock_case(two.db, two.principal, case, "answered", NOW)
    await not_claimed(two.db, replace(two.helper, mandate=replace(two.authority, basis="guardian")), case)


async def test_an_event_of_a_helper_names_the_mandate_and_its_power(two: Two) -> None:
    case = await two.draft()
    row = await two.db.fetchrow("select author, role, mandate, power from case_event where case_id = $1", case)
    assert dict(row) == {
        "author": f"mandate:{two.helper.person}", "role": "mandate", "mandate": two.authority.mandate, "power": 2,
    }  # fmt: skip
    acts = await store.acts_of_helpers(two.db, principal=two.principal.person, author="")
    assert [(act.kind, act.mandate) for act in acts] == [("opened", two.authority.mandate)]
    told = await two.db.fetch("select title from notice where person = $1 and case_id = $2", two.principal.person, case)
    assert [one["title"] for one in told] == ["帮办人开始填写"]


async def test_a_mandate_that_is_over_opens_no_case(two: Two) -> None:
    case = await two.draft()
    gone = replace(
        two.helper,
        mandate=Authority(mandate=case, principal=two.principal.person, helper=two.helper.person, basis="consent"),
    )
    with pytest.raises(MandateOver):
        await lock_case(two.db, gone, case, "answered", NOW)


async def test_whoever_did_something_last_is_named_as_who_prepared(two: Two) -> None:
    case, vault = await two.draft(), two.services.vault
    found = await receipts.preparer(two.db, case_id=case, principal=two.principal.person)
    assert found is not None
    assert open_identity(vault, found.person, found.sealed).name == GRADUATE.name
    read = await for_submission(two.db, id=case, principal=two.principal.person, event=None)
    assert read.preparer == two.helper.person
    assert await receipts.preparer(two.db, case_id=two.authority.mandate, principal=two.principal.person) is None
