"""How a campaign's message looks to residents: on each channel, in both reading modes, in every language that is installed."""

from markupsafe import Markup
from msgspec import Struct

from backend.campaigns.editorial.types import CampaignContent
from backend.campaigns.short_messages import PERSONAL
from backend.kit.messages.language import PSEUDO, current, speaking
from backend.notices.lock_screen import RING
from backend.registers.sms_wordings import SMS
from pwa import translation
from pwa.pages.campaigns.words import TOPICS
from pwa.templates import render


class LanguageLook(Struct, frozen=True):
    """The message in one language: what the house says around it is in that language, the message as it was written."""

    language: str
    name: str
    html: Markup


def looks_of(content: CampaignContent) -> list[LanguageLook]:
    """The message in every language, the source first; a page in the pseudo-language shows itself alone."""
    shown = [(PSEUDO, PSEUDO)] if current() == PSEUDO else translation.own_names()
    return [LanguageLook(language, name, look(content, language)) for language, name in shown]


def look(content: CampaignContent, language: str) -> Markup:
    """The channels in one language."""
    with speaking(language):
        ring, sms = RING(), SMS[PERSONAL]().sms if content.sms else ""
        html = render("campaigns/looks.html", content=content, ring=ring, sms=sms, topic=TOPICS[content.topic])
    return Markup(html)  # noqa: S704 - rendered by our template, which escapes what was typed
