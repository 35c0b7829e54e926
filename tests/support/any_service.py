"""A case of any service, filled in and complete: for tests that walk through all rules."""

from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from backend.cases import store as case_store
from backend.cases.answers import Answer, answers_of
from backend.cases.drafts import prefill, save_page
from backend.cases.drafts.concurrent_edits import decode_fingerprints, encode_fingerprints
from backend.cases.drafts.form import applies, sections
from backend.cases.submission import payee
from backend.catalogue.effects import KNOWN_ACCOUNT
from backend.catalogue.types import FormField
from backend.kit.clock import local_date
from backend.materials import store as materials
from backend.registers.sample import bank
from backend.registers.sample.cast import Member, account, cast
from backend.residents import service as residents
from backend.residents import store as people
from backend.residents.types import Acting, Assurance, FreshProof
from tests.conftest import NOW

CHOSEN: dict[str, dict[str, Answer]] = {
    "FT0205002": {"allowance_change": "account", "new_account": bank.second_account(cast()["li_huifang"])}
}


async def proven(
    db: Any, services: Any, member: Member, assurance: Assurance = Assurance.VERIFIED, now: datetime = NOW
) -> Acting:
    """One of the cast, known to be who they say they are."""
    found = await people.by_phone(db, phone_hashes=services.vault.fingerprints("phone", member.international_phone))
    assert found
    await people.raise_assurance(db, person=found.id, assurance=assurance)
    await db.execute(
        "insert into identity_proof (person, level, means, at) values ($1, $2, 'officer', $3)",
        found.id,
        int(assurance),
        now,
    )
    return Acting(found.id, found.id, assurance=assurance, proofs=(FreshProof(now, "officer"),))


async def fill_in(
    db: Any,
    services: Any,
    acting: Acting,
    case: UUID,
    code: str,
    now: datetime = NOW,
    told: dict[str, Answer] | None = None,
) -> None:
    """Every page of the form, with what a story says, else what is known or anything that fits."""
    service = services.catalogue.get(code).service
    who = await residents.identity_of(db, services.vault, acting.principal)
    known = prefill.prefill(service.field, who, await residents.profile_facts_of(db, acting.principal))
    given = {f.key: known.get(f.key, (anything(f), ""))[0] or anything(f) for f in service.field} | CHOSEN.get(code, {})
    mine = next((m for m in cast().values() if m.id_number == who.id_number), None)
    new = {
        f.key: bank.second_account(mine) for f in service.field if f.kind == "bank_account" and not f.prefill and mine
    }
    given |= new | (told or {})
    for _, fields in sections(service):
        asked = {f.key: given[f.key] for f in fields if applies(f, given, service.field)}
        kept = answers_of(services, await case_store.get(db, id=case, principal=acting.principal))
        seen = decode_fingerprints(encode_fingerprints(fields, kept))  # as the page shows what is filled in already
        assert await save_page.save_page(db, services, acting, case, fields, asked, seen, now) == {}
    await payee.ask_bank(lambda: nullcontext(db), services, acting, case, now)


def anything(field: FormField) -> Answer:
    """An answer that fits a question."""
    if field.kind == "bank_account" and field.prefill == "payable_account":
        return KNOWN_ACCOUNT
    if field.options:
        first = field.options[0].value
        return [first] if field.kind == "choices" else first
    day = local_date(NOW) + timedelta(days=7)
    least = int(field.min or 1)
    return {
        "yes_no": "yes", "number": str(least), "money": str(least), "date": day.isoformat(), "month": f"{day:%Y-%m}",
        "phone": "19900000099", "email": "a@example.cn", "person_name": "陈样本", "credit_code": CREDIT,
        "bank_account": account(77), "division": "440304008", "plate": "粤B12345", "id_number": cast()["chen_yuxin"].id_number,
    }.get(field.kind, "样本内容")  # fmt: skip


CREDIT = "11440304MB2D26978H"  # the district's own services body: published, and its check character holds


async def hand_over_papers(db: Any, services: Any, acting: Acting, case: UUID) -> None:
    """Every paper that is asked for, as if pre-review had found nothing wrong."""
    draft = await case_store.get(db, id=case, principal=acting.principal)
    service = (await services.catalogue.version(db, draft.service_version)).service
    for material in service.material:
        if material.required and not material.later:
            await materials.add_held(
                db, id=uuid4(), principal=acting.principal, case_id=case, slot=material.key, file_name="样本.jpg",
                content_type="image/jpeg", size=1, digest="d" * 64, stored_as="", pages=1, source="upload", verdict="passed",
                findings=[], reading=None, valid_until=None, at=NOW,
            )  # fmt: skip
