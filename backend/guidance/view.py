"""View of a step for a guide, built from an allow-list of what may be shown, never by removing fields. Pure.

Nothing here takes an answer, a name or a number of hers: what comes in are the service as everybody may read it, keys, closed
words, and the texts of the questions that she has opened. A page that isn't on the list shows nothing.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Literal

from msgspec import Struct

from backend.cases.drafts.form import sections
from backend.cases.types import State as CaseState
from backend.catalogue.effects import redirect_target
from backend.catalogue.types import FormField, Service
from backend.catalogue.vocabulary import CheckName, FieldKind
from backend.guidance.sensitive_services import sensitive_services
from backend.guidance.types import GuidedPage, GuidedStep
from backend.materials.reading.types import Outcome

NEVER: frozenset[FieldKind] = frozenset({"id_number", "bank_account"})
"""Kinds whose answers no guide ever reads, whatever she wants to show."""
PROPOSABLE: frozenset[FieldKind] = frozenset(
    {"text", "textarea", "address", "number", "money", "choice", "yes_no", "division", "date", "month", "phone"}
)
"""Kinds of which a guide may propose a value; all others are hers to type."""
OF_HERSELF = frozenset({"phone", "birth_date"})
"""Prefills that say who she is and how she is reached: no guide proposes those."""
SECRET_PREFILLS = frozenset({"id_number", "payable_account", "household_number"})
LONG_NUMBER = re.compile(r"\d(?:[ \-]?\d){5,}[\dXx]?", re.ASCII)
"""A code, an account or an identity number that somebody typed into a box for text."""
HIDDEN = "＊＊＊＊"
PaperState = Literal["empty", "reading", "passed", "failed", "could_not_tell"]


class SeenQuestion(Struct, frozen=True, kw_only=True):
    """One question as the guide sees it. `text`: the resident's answer, only while the resident has it open."""

    key: str
    label: str
    kind: FieldKind
    filled: bool
    required: bool
    fault: str = ""
    opened: bool = False
    text: str = ""
    proposable: bool = False
    choices: tuple[tuple[str, str], ...] = ()


class SeenPaper(Struct, frozen=True, kw_only=True):
    """One paper: its name in the catalogue, how it stands, and which checks found something."""

    slot: str
    name: str
    state: PaperState
    findings: tuple[tuple[CheckName, Outcome], ...] = ()


class SeenStep(Struct, frozen=True, kw_only=True):
    """A step as the guide has it; a page of which nothing is shown has no service either."""

    page: GuidedPage
    service: str = ""
    code: str = ""
    heading: str = ""
    number: int = 0
    pages: int = 0
    questions: tuple[SeenQuestion, ...] = ()
    papers: tuple[SeenPaper, ...] = ()
    state: CaseState | None = None


class KnownPaper(Struct, frozen=True):
    """How a paper stands, by the words of pre-review alone."""

    state: PaperState
    findings: tuple[tuple[CheckName, Outcome], ...] = ()


class WhatIsThere(Struct, frozen=True, kw_only=True):
    """What is known of a case without any value: keys of questions that hold something, papers by slot, and where it stands.

    `opened`: the answers that she has opened at this step, as people read them.
    """

    filled: frozenset[str] = frozenset()
    papers: Mapping[str, KnownPaper] = {}
    state: CaseState | None = None
    opened: Mapping[str, str] = {}


NOTHING_THERE = WhatIsThere()


def seen_step(step: GuidedStep, service: Service | None, there: WhatIsThere = NOTHING_THERE) -> SeenStep:
    """The step as a guide may see it; nothing of a page that isn't shown, or of a sensitive service."""
    if step.page == "none" or service is None or is_sensitive(service):
        return SeenStep(page="none")
    shown = SeenStep(page=step.page, service=service.name, code=service.code)
    if step.page == "questions":
        return of_questions(shown, step, service, there)
    if step.page == "paper":
        papers = tuple(paper for paper in seen_papers(service, there) if paper.slot == step.slot)
        return SeenStep(
            page="paper", service=shown.service, code=shown.code, heading=papers[0].name if papers else "", papers=papers
        )  # fmt: skip
    if step.page in ("tasks", "check"):
        questions = tuple(seen_question(field, step, there) for field in service.field)
        return SeenStep(
            page=step.page, service=shown.service, code=shown.code, questions=questions, papers=seen_papers(service, there), state=there.state
        )  # fmt: skip
    if step.page == "status":
        return SeenStep(page="status", service=shown.service, code=shown.code, state=there.state)
    return shown


def of_questions(shown: SeenStep, step: GuidedStep, service: Service, there: WhatIsThere) -> SeenStep:
    """Questions of one page of the form, all of them: leaving out a dependent question would reveal an answer."""
    pages = sections(service)
    if not 1 <= step.number <= len(pages):
        return SeenStep(page="none")
    heading, fields = pages[step.number - 1]
    return SeenStep(
        page="questions", service=shown.service, code=shown.code, heading=heading, number=step.number, pages=len(pages),
        questions=tuple(seen_question(field, step, there) for field in fields),
    )  # fmt: skip


def seen_question(field: FormField, step: GuidedStep, there: WhatIsThere) -> SeenQuestion:
    """One question: whether it holds something and what is wrong with it; its answer only while it is open, and may be."""
    opened = field.key in there.opened and may_open(field) and step.page == "questions"
    return SeenQuestion(
        key=field.key, label=field.label, kind=field.kind, filled=field.key in there.filled, required=field.required,
        fault=step.faults.get(field.key, ""), opened=opened, text=without_numbers(field, there.opened[field.key]) if opened else "",
        proposable=may_propose(field) and step.page == "questions",
        choices=tuple((one.value, one.label) for one in field.options) if field.kind == "choice" else (),
    )  # fmt: skip


def seen_papers(service: Service, there: WhatIsThere) -> tuple[SeenPaper, ...]:
    """The papers that the service asks for, or that are there."""
    asked = (one for one in service.material if one.required or one.key in there.papers)
    return tuple(seen_paper(one.key, one.name, there.papers.get(one.key)) for one in asked)


def seen_paper(slot: str, name: str, known: KnownPaper | None) -> SeenPaper:
    """One paper."""
    if known is None:
        return SeenPaper(slot=slot, name=name, state="empty")
    return SeenPaper(slot=slot, name=name, state=known.state, findings=known.findings)


def is_sensitive(service: Service) -> bool:
    """Check whether nothing of this service is shown: it admits no helper, or is in `sensitive_services.toml`."""
    return service.helper == "none" or service.code in sensitive_services()


def may_open(field: FormField) -> bool:
    """Check whether the resident may open this answer to a guide: never identity numbers, accounts, or where money goes."""
    return field.kind not in NEVER and field.prefill not in SECRET_PREFILLS and redirect_target(field) != "account"


def may_propose(field: FormField) -> bool:
    """Check whether a guide may propose an answer: never where money, messages or deliveries go, nor identity."""
    hers = redirect_target(field) != "nothing" or field.prefill in OF_HERSELF
    return field.kind in PROPOSABLE and may_open(field) and not hers


def without_numbers(field: FormField, text: str) -> str:
    """An opened answer; long numbers stay hidden unless the question asks for one."""
    asks_for_number = field.kind in ("phone", "number", "money", "date", "month")
    return text if asks_for_number else LONG_NUMBER.sub(HIDDEN, text)


def openable(fields: Iterable[FormField]) -> tuple[FormField, ...]:
    """Questions whose answers the resident may open."""
    return tuple(field for field in fields if may_open(field))
