"""Lines of the task list: papers and pages of questions, each with its status. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from msgspec import Struct

from backend.cases.answers import Answers
from backend.cases.drafts import form
from backend.cases.drafts.completeness import is_needed
from backend.cases.drafts.save_page import known_from_document
from backend.cases.types import Case, State
from backend.catalogue.types import FormField, RequiredMaterial, Service
from backend.kit.messages.render import Messages
from backend.materials.types import Material as Paper
from backend.residents.types import Assurance, Identity

_messages = Messages.beside(__file__)
TASK = _messages.texts("task")
PAPER_STATUS = {"passed": "done", "failed": "problem", "could_not_tell": "done"}
OPEN = frozenset({"todo", "started", "problem"})
PAPER_HINTS = _messages.words("PaperHint")
"""What is said of a paper by its verdict: `reading` before there is one, `extra` and `register` where it isn't needed."""


class TaskLine(Struct, frozen=True):
    """A line of `ui.task_list`; `href` is "" while it can't be done yet."""

    name: str
    href: str
    status: str
    hint: str = ""


def paper_tasks(case: Case, service: Service, papers: Mapping[str, Paper], assurance: Assurance) -> list[TaskLine]:
    """List the papers that are asked for or already there; in a correction all that may be handed in.

    A paper that a register gives about a proven applicant is listed as one that needn't be handed in.
    """
    in_correction = case.state is State.IN_CORRECTION
    return [
        paper_task(case.id, material, papers.get(material.key), needed=is_needed(material, assurance))
        for material in service.material
        if material.required or material.key in papers or in_correction
    ]


def paper_task(case: UUID, material: RequiredMaterial, paper: Paper | None, *, needed: bool) -> TaskLine:
    """One paper and how it stands."""
    verdict = paper and ("could_not_tell" if paper.overruled else paper.verdict)
    here = f"/cases/{case}/papers/{material.key}"
    if paper is None:
        hint = "" if needed else PAPER_HINTS["register" if material.required else "extra"]
        return TaskLine(material.name, here, "todo" if needed else "optional", hint)
    status = PAPER_STATUS[verdict] if verdict else "reading"
    return TaskLine(material.name, here, status, PAPER_HINTS.get(verdict or "reading", ""))


def question_tasks(case: UUID, service: Service, answers: Answers, who: Identity) -> list[TaskLine]:
    """List the pages of questions; `who`: the applicant, whose document answers some."""
    return [
        TaskLine(name, f"/cases/{case}/form/{n}", page_status(fields, answers, service.field, who))
        for n, (name, fields) in enumerate(form.sections(service), 1)
    ]


def page_status(fields: Iterable[FormField], answers: Answers, questions: tuple[FormField, ...], who: Identity) -> str:
    """Tell how far a page of questions is: done, started or todo."""
    asked = [f for f in fields if form.applies(f, answers, questions) and not known_from_document(f, who)]
    if not asked:
        return "done"
    if not any(f.key in answers for f in asked):
        return "todo"
    return "done" if all(answers.get(f.key) for f in asked if f.required) else "started"


def next_to_do(tasks: Sequence[TaskLine], after: str = "") -> str:
    """Where to go on: the first task after `after` that is still to do, else the check; "" while that isn't open yet."""
    here = next((n for n, task in enumerate(tasks) if after and task.href == after), -1)
    waiting = [task.href for task in tasks[here + 1 :] if task.status in OPEN]
    return waiting[0] if waiting else tasks[-1].href


def check_task(case: UUID, *, ready: bool) -> TaskLine:
    """The last line: check and submit."""
    if ready:
        return TaskLine(TASK("check"), f"/cases/{case}/check", "todo", TASK("ready"))
    return TaskLine(TASK("check"), "", "later", TASK("later"))
