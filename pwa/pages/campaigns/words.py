"""Words that several pages of campaigns share: classes, topics, the audience."""

from collections.abc import Sequence

from backend.campaigns.audience import read_condition_text
from backend.campaigns.editorial.types import CampaignClass, CampaignContent, CampaignTopic
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.kit.problems import Refusal
from backend.rules.conditions import Condition
from backend.rules.diagnostics import RuleFileError
from backend.rules.slots.sentences import condition_sentence

_messages = Messages.beside(__file__)
CLASSES, TOPICS = _messages.words("CLASS", CampaignClass), _messages.words("TOPIC", CampaignTopic)
AUDIENCE = _messages.texts("audience", Audience.OFFICER)


def condition_parts(content: CampaignContent) -> Sequence[Condition]:
    """The conditions of a content; none where they can't be read."""
    if not content.condition.strip():
        return ()
    try:
        return read_condition_text(content.condition).parts
    except (RuleFileError, Refusal):
        return ()


def unreadable(content: CampaignContent) -> str:
    """The conditions of a content where they can't be read any more; "" where they can."""
    return "" if condition_parts(content) else content.condition.strip()


def sentences_said(content: CampaignContent) -> list[str]:
    """The conditions of a content, a sentence each."""
    return [condition_sentence(one) for one in condition_parts(content)]
