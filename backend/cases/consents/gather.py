"""What would be submitted at this moment, gathered for asking, reading and agreeing."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from backend.cases.answers import Answer, Answers, answers_of
from backend.cases.consents.binding import BoundPaper, BoundSubmission, ShownLine
from backend.cases.consents.messages import ACCOUNT, FOLLOWS, PAPER
from backend.cases.drafts import form
from backend.cases.drafts.completeness import still_missing
from backend.cases.drafts.display import display_answer
from backend.cases.drafts.save_page import known_from_document
from backend.cases.services import CaseServices
from backend.cases.submission import payee
from backend.cases.submission import store as submission_store
from backend.cases.submission.store import ForSubmission
from backend.catalogue.effects import effects_of
from backend.catalogue.published import Version
from backend.catalogue.types import FormField, Service
from backend.delegation.wording import Said, fill_wording
from backend.kit import masking
from backend.kit.clock import local_date
from backend.kit.messages.language import SOURCE, speaking
from backend.kit.sql import Db
from backend.materials import store as materials
from backend.materials.types import Material
from backend.residents import service as residents
from backend.residents.disclosure import readable
from backend.residents.types import Identity


class Prepared(Struct, frozen=True, kw_only=True):
    """A submission as it would be now; `hers`: the questions that only the principal answers, `missing` what keeps it from being submitted.

    `missing_of_helper` leaves out what only the principal answers.
    """

    read: ForSubmission
    version: Version
    who: Identity
    helper: str
    answers: dict[str, Answer]
    account: str
    bound: BoundSubmission
    hers: tuple[FormField, ...]
    missing: tuple[str, ...]
    missing_of_helper: tuple[str, ...]

    @property
    def service(self) -> Service:
        """The service in the version of the case."""
        return self.version.service


async def prepared(
    db: Db, services: CaseServices, case: UUID, principal: UUID, helper: UUID, now: datetime, hers: Answers | None = None
) -> Prepared:  # fmt: skip
    """Gather what would be submitted now, with what the principal chose herself. The caller holds the case where it matters."""
    read = await submission_store.for_submission(db, id=case, principal=principal, event=None)
    version = await services.catalogue.version(db, read.service_version)
    papers = await materials.of_case(db, case_id=case, principal=principal)
    who = residents.open_identity(services.vault, principal, read.identity)
    name = (await residents.identity_of(db, services.vault, helper)).name
    return put_together(services, read, version, papers, who, (helper, name), hers or {}, now)


@speaking(SOURCE)  # what is agreed to is the same text, whatever language its page is read in
def put_together(
    services: CaseServices, read: ForSubmission, version: Version, papers: Sequence[Material], who: Identity, helper: tuple[UUID, str],
    hers: Answers, now: datetime,
) -> Prepared:  # fmt: skip
    """The submission from what was read. Pure but for the seals."""
    service, answers = version.service, {**answers_of(services, read), **hers}
    own = tuple(f for f in service.field if form.is_hers(f) and form.applies(f, answers, service.field))
    seen, account = readable(who, read.assurance), account_of(services, read, service, answers, who, now)
    said = words(version, helper[1], account, registered=is_registered(account, who))
    missing = still_missing(version, answers, read.papers, seen, read.assurance)
    bound = BoundSubmission(
        case=read.id, principal=read.principal, helper=helper[0], service=service.code, service_version=version.id,
        service_digest=version.digest, answers=answers, papers=tuple(BoundPaper(m.slot, m.id, m.digest) for m in papers),
        account=account, shown=answer_lines(service, answers, seen), shown_papers=shown_papers(service, papers), wording=said.wording.key,
        wording_version=said.wording.version, wording_digest=said.wording.digest, words=said.words,
    )  # fmt: skip
    return Prepared(
        read=read, version=version, who=who, helper=helper[1], answers=answers, account=account, bound=bound, hers=own,
        missing=tuple(missing), missing_of_helper=tuple(still_missing(version, answers, read.papers, seen, read.assurance, helper=True)),
    )  # fmt: skip


def account_of(
    services: CaseServices, read: ForSubmission, service: Service, answers: Answers, who: Identity, now: datetime
) -> str:
    """The number of the account to which the case would pay; "" where it pays none or none is known."""
    field = payee.payee_field(service, answers)
    if field is None:
        return ""
    return payee.chosen_account(field, answers, payee.known_account(services.vault, read.payees, who, local_date(now)))


def is_registered(account: str, who: Identity) -> bool:
    """Is this the account that the registers hold for her?"""
    return bool(account) and account == who.payable_account


Display = Callable[[FormField, Answer], str]


def answer_lines(
    service: Service, answers: Answers, who: Identity, display: Display = display_answer
) -> tuple[ShownLine, ...]:
    """The answers as she reads them; the account stands in the words."""
    lines = []
    for field in service.field:
        if field.kind == "bank_account" or not form.applies(field, answers, service.field):
            continue
        known = known_from_document(field, who)
        value = str(getattr(who, field.prefill)) if known else answers.get(field.key, "")
        if value:
            lines.append(ShownLine(field.label.rstrip("？?"), display(field, value)))
    return tuple(lines)


def shown_papers(service: Service, papers: Sequence[Material]) -> tuple[ShownLine, ...]:
    """The papers as she reads them."""
    names = {one.key: one.name for one in service.material}
    return tuple(ShownLine(names.get(m.slot, m.slot), PAPER(pages=m.pages).text) for m in papers)


def words(version: Version, helper: str, account: str, *, registered: bool) -> Said:
    """What she reads before she agrees; the same whatever she may read of what registers told."""
    where = account_words(version.service, account, registered=registered)
    return fill_wording(
        "submission", service=version.service.name, helper=helper, account=where, follows=follows(version)
    )


def account_words(service: Service, account: str, *, registered: bool) -> str:
    """Where the money goes: that it is the account on record, or the last digits of a number that she chose herself."""
    if registered:
        return ACCOUNT["registered"]().text
    if account:
        return ACCOUNT["tail"](tail=masking.account(account)).text
    if "pays" not in effects_of(service):
        return ACCOUNT["none"]().text
    return ACCOUNT["payout"](payout=service.result.payout).text if service.result.payout else ACCOUNT["open"]().text


def follows(version: Version) -> str:
    """What follows a submission of this version."""
    return FOLLOWS["by_rule" if version.rules else "by_officer"]().text
