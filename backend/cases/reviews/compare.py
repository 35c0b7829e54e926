"""Comparison of a case's papers with its form, the account and each other. Needs no picture, so it is repeated
whenever one of these has changed.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

import msgspec

from backend.cases.answers import answers_of
from backend.cases.reviews.stored_review import StoredReview, open_review, review_columns
from backend.cases.services import CaseServices
from backend.cases.types import Case
from backend.catalogue.types import FormField
from backend.catalogue.types import RequiredMaterial as Asked
from backend.kit.clock import local_date
from backend.kit.sql import Db
from backend.materials import check_accuracy
from backend.materials import store as materials
from backend.materials.reading.normalize_text import same_value
from backend.materials.reading.person_checks import identity_numbers, people_on
from backend.materials.reading.run_checks import run_checks
from backend.materials.reading.types import ExpectedDocument, Finding
from backend.residents import service as residents

CONTENT = frozenset(
    {"agrees_with_profile", "agrees_with_form", "amount", "same_person", "not_expired", "issued_within"}
)
"""The checks that depend on more than the picture."""
_PEOPLE = ("name", "legal_representative", "tenant", "landlord", "mother", "father", "guardian")
_ON_PAPERS: dict[str, tuple[str, ...]] = {
    "person_name": _PEOPLE, "id_number": ("number", "mother_number", "father_number"), "credit_code": ("credit_code",),
    "address": ("address", "residence_address"), "phone": ("phone",), "money": ("monthly_rent", "amount"),
}  # fmt: skip
"""Which fields of papers an answer of a kind may stand in."""
_COMPANY = frozenset({"business_licence"})


async def compare_papers(db: Db, services: CaseServices, case: Case, now: datetime) -> None:
    """Repeat the comparisons of every paper that was read. The caller holds the lock on the case."""
    papers = await materials.of_case(db, case_id=case.id, principal=case.principal)
    reviewed = [
        (p, review)
        for p in papers
        if p.state == "read" and (review := open_review(services, p)) and review.status == "read"
    ]
    if not reviewed:
        return
    service = (await services.catalogue.version(db, case.service_version)).service
    asked, profile = {m.key: m for m in service.material}, await profile_of(db, services, case)
    answers = {k: v for k, v in answers_of(services, case).items() if isinstance(v, str) and v}
    advisory = await check_accuracy.advisory_checks(db)
    for paper, review in reviewed:
        others = people_on_papers((other for p, other in reviewed if p is not paper), profile)
        form = matching_answers(review, service.field, answers)
        expected = ExpectedDocument(kind=asked[paper.slot].document, profile=profile, form=form, same_person=others)
        fresh = check_again(review, asked[paper.slot], expected, local_date(now))
        if fresh.findings != review.findings:
            columns = review_columns(services, paper.id, fresh, advisory)
            await materials.look_again(db, id=paper.id, principal=paper.principal, **columns)


async def profile_of(db: Db, services: CaseServices, case: Case) -> dict[str, str]:
    """Name, number and address of the principal by the account."""
    who = await residents.identity_of(db, services.vault, case.principal)
    told = {"name": who.name, "number": who.id_number, "address": who.hukou_address}
    return {key: value for key, value in told.items() if value}


def check_again(review: StoredReview, asked: Asked, expected: ExpectedDocument, today: date) -> StoredReview:
    """Repeat the comparisons of a stored review; findings about the picture stay."""
    wanted = [c for c in asked.checks if c.partition(":")[0] in CONTENT]
    fresh: dict[str, Finding] = {f.check: f for f in run_checks(review.reading(), wanted, expected, today)}
    stay = tuple(fresh.get(f.check, f) for f in review.findings)
    new = tuple(f for check, f in fresh.items() if check not in {f.check for f in review.findings})
    return msgspec.structs.replace(review, findings=stay + new)


def people_on_papers(others: Iterable[StoredReview], profile: Mapping[str, str]) -> tuple[str, ...]:
    """Names and confirmed numbers on the other papers and in the account."""
    found = [profile[key] for key in ("name", "number") if key in profile]
    for review in others:
        found += people_on(review.fields) + identity_numbers(review.fields)
    return tuple(dict.fromkeys(found))


def matching_answers(review: StoredReview, fields: Sequence[FormField], answers: Mapping[str, str]) -> dict[str, str]:
    """For each field of a paper, the answer to compare with: the agreeing one, else the only candidate."""
    out: dict[str, str] = {}
    for name, field in review.fields.items():
        given = [answers[f.key] for f in fields if f.key in answers and name in _places(f, review.kind)]
        agreeing = [answer for answer in given if same_value(name, field.value, answer)]
        if agreeing or len(given) == 1:
            out[name] = (agreeing or given)[0]
    return out


def _places(field: FormField, kind: str) -> tuple[str, ...]:
    if field.prefill == "company_name":
        return ("name",) if kind in _COMPANY else ()
    if field.kind == "person_name" and kind in _COMPANY:
        return ("legal_representative",)
    if field.kind == "bank_account":
        return ("number",) if kind == "bank_card" else ()
    if field.kind == "id_number" and kind == "bank_card":
        return ()
    return _ON_PAPERS.get(field.kind, ())
