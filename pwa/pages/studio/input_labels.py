"""Words of the studio's inputs: hints, names of options and of parts."""

from backend.catalogue.drafting.read_drafts import ListedState
from backend.catalogue.drafting.service_parts import Part
from backend.catalogue.drafting.small_fix import SmallFix
from backend.catalogue.drafting.types import EventKind
from backend.catalogue.form_flow import Unreachable
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience

_messages = Messages.beside(__file__)
_words = _messages.words

OWN_LABELS = _words("LABELS")
SOURCE_WORDS, PLACE_WORDS = _words("SOURCE"), _words("PLACE")
HINTS = _words("HINTS")
PART_NAMES = _words("PART", Part)
OTHER_PARTS = _words("OTHER_PART")
PART_LEADS = _words("PART_LEAD", Part)
UNREACHABLE = _words("UNREACHABLE", Unreachable)
STATE_NAMES = _words("STATE", ListedState)
CHANGE_KINDS = _words("CHANGE")
SMALL_FIXES = _words("SMALL_FIX", SmallFix)
EVENT_NAMES = _words("EVENT", EventKind)
SAYS, MISTAKE = _messages.texts("studio", Audience.OFFICER), _messages.mistakes("mistake")
OPTION_WORDS = {
    name: _words(f"O_{name}")
    for name in (
        "audience", "handling", "helper", "confidence", "unit", "result_kind", "field_kind", "document", "owner", "reach", "moves",
        "holder", "mark", "deadline_unit", "yes_no", "identity", "service_state",
    )
}  # fmt: skip
