"""A draft whose version closes goes on with the new form; what has no place is shown; without a closing it stays as it is."""

from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace

from backend.cases import store
from backend.cases.answers import answers_of
from backend.cases.drafts.migrate_draft import on_open_version, set_aside_of
from backend.cases.problems import VersionClosed
from backend.catalogue.drafting.save_draft import content_of_version
from backend.catalogue.published import PublishedCatalogue, put_in_force
from backend.kit.clock import local_date
from backend.materials import store as materials
from tests.backend.cases.two_people import Two
from tests.conftest import NOW
from tests.support.allowance import ALLOWANCE

TODAY = local_date(NOW)


async def renewed(two: Two, *, closes: bool) -> Two:
    """The same two after a version without the first question and the first paper was published."""
    live = two.services.catalogue.get(ALLOWANCE)
    assert live is not None
    service = replace(live.service, field=live.service.field[1:], material=live.service.material[1:])
    content = replace(content_of_version(live), service=service)
    await put_in_force(two.db, content, TODAY, author="a", approver="b", reason="")
    await two.db.execute(
        "update service_version set closes_earlier = $1 where code = $2 and valid_from = $3", closes, ALLOWANCE, TODAY
    )
    catalogue = PublishedCatalogue()
    await catalogue.open(two.db, TODAY)
    return replace(two, services=replace(two.services, catalogue=catalogue))


async def filled_in(two: Two) -> tuple[Any, Any, Any]:
    """A draft with its first question answered and its first paper handed in."""
    live = two.services.catalogue.get(ALLOWANCE)
    assert live is not None
    case, question, paper = await two.draft(), live.service.field[0], live.service.material[0]
    sealed = two.services.vault.seal(b'{"%s": "futian"}' % question.key.encode(), f"case:{case}")
    await two.db.execute("update cases set answers = $1 where id = $2", sealed, case)
    await materials.add_held(
        two.db, id=uuid4(), principal=two.principal.principal, case_id=case, slot=paper.key, file_name="样本.jpg",
        content_type="image/jpeg", size=1, digest="d" * 64, stored_as="", pages=1, source="upload", verdict="passed",
        findings=[], reading=None, valid_until=None, at=NOW,
    )  # fmt: skip
    return case, question, paper


async def test_a_draft_moves_where_its_version_closes(two: Two) -> None:
    case, question, paper = await filled_in(two)
    two = await renewed(two, closes=True)
    with pytest.raises(VersionClosed):
        await two.saves(two.principal, case, living_place="futian")
    before = await store.get(two.db, id=case, principal=two.principal.principal)
    moved = await on_open_version(two.db, two.services, two.principal, before, NOW)
    live = two.services.catalogue.get(ALLOWANCE)
    assert live is not None
    assert moved.service_version == live.id
    assert question.key not in answers_of(two.services, moved)
    assert [one.label for one in await set_aside_of(two.db, two.services, moved)] == [question.label]
    assert await materials.of_case(two.db, case_id=case, principal=moved.principal) == []
    aside = await materials.of_case_aside(two.db, case_id=case, principal=moved.principal)
    assert [one.slot for one in aside] == [paper.key]
    assert await on_open_version(two.db, two.services, two.principal, moved, NOW) == moved, "twice is once"
    kinds = await two.db.fetch("select kind from case_event where case_id = $1", case)
    assert [one["kind"] for one in kinds].count("version_changed") == 1


async def test_a_draft_keeps_its_version_where_nothing_closes_it(two: Two) -> None:
    case, question, _ = await filled_in(two)
    two = await renewed(two, closes=False)
    before = await store.get(two.db, id=case, principal=two.principal.principal)
    after = await on_open_version(two.db, two.services, two.principal, before, NOW)
    assert after == before
    assert answers_of(two.services, after) == {question.key: "futian"}
