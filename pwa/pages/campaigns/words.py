"""Words that several pages of campaigns share: classes, topics, the audience."""

from collections.abc import Sequence

from backend.campaigns.editorial.membership import condition_of
from backend.campaigns.editorial.types import CampaignClass, CampaignContent, CampaignTopic
from backend.campaigns.sentences import AudienceSentence, said, sentences_of
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.kit.problems import Refusal
from backend.rules.diagnostics import RuleFileError

_messages = Messages.beside(__file__)
CLASSES, TOPICS = _messages.words("CLASS", CampaignClass), _messages.words("TOPIC", CampaignTopic)
AUDIENCE = _messages.texts("audience", Audience.OFFICER)


def sentences_in(content: CampaignContent) -> Sequence[AudienceSentence]:
    """The sentences of a content's condition."""
    if not content.condition.strip():
        return ()
    try:
        return sentences_of(condition_of(content)) or ()
    except (RuleFileError, Refusal):
        return ()


def sentences_said(content: CampaignContent) -> list[str]:
    """The sentences of a content's condition, as they are read out."""
    return [said(one) for one in sentences_in(content)]
