"""What holders of a running grant will be told about another amount, as the editor reads it before it goes out. Pure."""

from msgspec import Struct

from backend.campaigns.messages import amount_message
from backend.catalogue.announcements import amount_sentence
from backend.catalogue.drafting.rule_announcements import amount_changes
from backend.catalogue.drafting.rule_draft import RuleOpened
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.rules.calendar_periods import month_start

SAYS = Messages.beside(__file__).texts("amount", Audience.OFFICER)


class AmountMessageView(Struct, frozen=True, kw_only=True):
    """The editor's sentence, whether it is prepared, and the whole message with it."""

    says: str
    prepared: bool
    title: str
    body: str


def amount_view(opened: RuleOpened) -> AmountMessageView | None:
    """Show the message; None where no version changes the amount of a grant that this service pays by the month."""
    service, changes = opened.opened.content.service, amount_changes(opened.rules)
    if not changes or service.grants is None:
        return None
    first, prepared = max(one.valid_from for one in opened.rules), amount_sentence(service.announce)
    says = prepared or SAYS("usual", day=first)
    told = amount_message(service.name, month_start(first), *changes[-1], says)
    return AmountMessageView(says=says, prepared=prepared is not None, title=told.title, body=told.body)
