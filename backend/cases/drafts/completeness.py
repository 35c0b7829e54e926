"""Completeness check before submission: missing answers and papers, as sentences for the resident. Pure."""

from collections.abc import Sequence

from backend.cases.answers import Answers
from backend.cases.drafts import form
from backend.cases.types import Paper
from backend.catalogue.published import Version
from backend.catalogue.types import RequiredMaterial
from backend.kit.messages.render import Messages
from backend.residents.types import Assurance, Identity

MISSING = Messages.beside(__file__).texts("missing")


def still_missing(
    version: Version, answers: Answers, papers: Sequence[Paper], who: Identity, assurance: Assurance, *, helper: bool = False
) -> list[str]:  # fmt: skip
    """List each required answer and paper that is still missing, as a sentence for the resident; for a `helper` by consent only theirs."""
    return missing_answers(version, answers, who, helper=helper) + missing_papers(version, papers, assurance)


def is_needed(material: RequiredMaterial, assurance: Assurance) -> bool:
    """Tell whether a paper must be handed in: required, and not to be had from a register, which is asked only about proven people."""
    return material.required and not (material.from_register and assurance >= Assurance.DOCUMENT)


def missing_answers(version: Version, answers: Answers, who: Identity, *, helper: bool) -> list[str]:
    """Required questions without an answer, except those that the identity answers."""
    return [
        MISSING("answer", label=f.label.rstrip("？?"))
        for f in version.service.field
        if f.required
        and form.applies(f, answers, version.service.field)
        and not answers.get(f.key)
        and not getattr(who, f.prefill, "")
        and not (helper and form.is_hers(f))
    ]


def missing_papers(version: Version, papers: Sequence[Paper], assurance: Assurance) -> list[str]:
    """Needed papers that are missing, or that failed pre-review without the resident insisting on them."""
    there = {p.slot: p for p in papers}
    out: list[str] = []
    for material in version.service.material:
        paper = there.get(material.key)
        if paper is None:
            if is_needed(material, assurance) and not material.later:
                out.append(MISSING("paper", name=material.name))
        elif paper.verdict == "failed" and not paper.overruled:
            out.append(MISSING("again", name=material.name))
    return out
