"""Step-up authentication that a submission needs."""

from collections.abc import Mapping

from backend.cases.answers import Answers
from backend.cases.drafts import form
from backend.catalogue.effects import EXCEPTIONS, StepUp, Way, demand, effects_of, redirections
from backend.catalogue.types import FormField, Service
from backend.residents.step_up import need_another_factor, need_fresh, stepped_up_with
from backend.residents.types import Acting, Assurance, Identity


def redirecting_answers(service: Service, answers: Answers, who: Identity, in_force: str) -> tuple[FormField, ...]:
    """Answers that redirect money, a contact or a delivery away from what is on record."""
    asked = {
        f.key: answers[f.key] for f in service.field if f.key in answers and form.applies(f, answers, service.field)
    }
    return redirections(service, asked, on_record(who, in_force))


def on_record(who: Identity, in_force: str) -> Mapping[str, str]:
    """Account and contacts on record; `in_force` is the account paid to now, if any.

    An address that the person typed themselves is none of them; an account is, since changing it takes another factor.
    """
    account = in_force or who.payable_account
    known = {"phone": who.phone, "payable_account": account, "hukou_address": who.hukou_address}
    return known if "living_address" in who.given else {**known, "living_address": who.living_address}


def step_up_for(service: Service, answers: Answers, who: Identity, assurance: Assurance, in_force: str) -> StepUp:
    """The step-up that this case needs.

    Another factor is asked only of who is proven: before that there is none, and an officer finds out who it is.
    """
    asked = demand(effects_of(service), redirects=bool(redirecting_answers(service, answers, who, in_force)))
    return "fresh" if asked.step_up == "another_factor" and assurance < asked.assurance else asked.step_up


def require(acting: Acting, step_up: StepUp, way: Way = "form") -> None:
    """Raise StepUpNeeded or AnotherFactorNeeded unless this session holds the proof; an exempt way needs no fresh one, but always another factor."""
    if step_up == "another_factor":
        need_another_factor(acting.proofs)
    elif step_up == "fresh" and not any(one.way == way for one in EXCEPTIONS):
        need_fresh(acting.proofs)


def is_proved(acting: Acting, step_up: StepUp) -> bool:
    """Does this session hold the proof?"""
    if step_up == "another_factor":
        return stepped_up_with(acting.proofs) is not None
    return step_up == "none" or bool(acting.proofs)
