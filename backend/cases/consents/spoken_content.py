"""What the principal hears on the telephone before she agrees: the whole submission in words for the ear. Pure."""

from datetime import datetime

from backend.cases.answers import Answer
from backend.cases.consents.gather import Prepared, account_words, answer_lines, follows, is_registered
from backend.cases.consents.messages import HEARD
from backend.cases.consents.problems import NotOnRecord, TooLongToHear
from backend.cases.drafts.display import display_answer
from backend.cases.services import CaseServices
from backend.cases.submission import payee
from backend.cases.submission.step_up import step_up_for
from backend.catalogue.types import FormField
from backend.delegation.phone_calls import MOST_SAID, pieces
from backend.delegation.wording import Said, fill_wording
from backend.kit import masking
from backend.kit.clock import local_date
from backend.kit.messages.formats import clauses
from backend.residents.disclosure import readable


def to_hear(found: Prepared, digit: str, accounts: str = "") -> Said:
    """The words of a call about this submission; `digit` is her yes, `accounts` how she chooses one. Raises TooLongToHear."""
    service, bound = found.service, found.bound
    seen = readable(found.who, found.read.assurance)
    lines = [
        HEARD("answer", label=one.label, value=one.value)
        for one in answer_lines(service, found.answers, seen, for_the_ear)
    ]
    papers = [one.label for one in bound.shown_papers]
    where = account_words(service, found.account, registered=is_registered(found.account, found.who))
    words = fill_wording(
        "account_spoken" if accounts else "submission_spoken", helper=found.helper, service=service.name, digit=digit, follows=follows(found.version),
        answers=clauses(lines) if lines else HEARD("no_answers"), papers=HEARD("papers", names=papers) if papers else HEARD("no_papers"),
        account=where, accounts=accounts,
    )  # fmt: skip
    if len(pieces(words.words)) > MOST_SAID - (2 if accounts else 0):
        raise TooLongToHear
    return words


def choice_of(key: str, number: str) -> str:
    """How one account is offered to the ear."""
    return HEARD("choice", key=key, tail=masking.account(number))


def chosen_account_words(number: str) -> str:
    """What is said back when she has pressed its key."""
    return HEARD("chosen", tail=masking.account(number))


def until_choice(words: Said, accounts: str) -> int:
    """After how many signs of the words she chooses; 0 where there is nothing to choose."""
    return words.words.index("\n", words.words.index(accounts)) + 1 if accounts else 0


def for_the_ear(field: FormField, value: Answer) -> str:
    """An answer as it is spoken; of private numbers only the last digits, since anybody may pick up the phone."""
    return masking.account(str(value)) if field.kind == "id_number" else display_answer(field, value)


def need_on_record(services: CaseServices, found: Prepared, now: datetime) -> None:
    """Raise NotOnRecord unless a plain yes is enough: nothing left to choose, and no money or contact moved from what is on record."""
    in_force = payee.known_account(services.vault, found.read.payees, found.who, local_date(now))
    step_up = step_up_for(found.service, found.answers, found.who, found.read.assurance, in_force)
    if found.missing or step_up == "another_factor":
        raise NotOnRecord
