"""The message about one or several things that are near. Pure."""

from collections.abc import Sequence
from datetime import date

from backend.campaigns.reasons import BAND, DEADLINE, WatchAnswer, announcement
from backend.campaigns.store import DueRow
from backend.cases.grants.amounts import begins_in
from backend.catalogue.announcements import amount_sentence
from backend.catalogue.published import Version
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Rendered
from backend.registers.attributes import attributes

_messages = Messages.beside(__file__)
TOLD, RELATIVE = _messages.group("told"), _messages.take("relative")

Told = tuple[Version, DueRow, WatchAnswer]


def announcement_message(things: Sequence[Told], today: date) -> Rendered:
    """Say one thing with its day, or several by their names."""
    if len(things) > 1:
        return TOLD["several"](count=len(things), names=[version.service.name for version, _, _ in things])
    version, row, answered = things[0]
    if row.watch.startswith(DEADLINE):
        [says] = [one.says for one in version.service.deadline if row.watch == f"{DEADLINE}{one.key}"]
        return TOLD["deadline"](name=version.service.name, says=says, day=row.until)
    if row.watch.startswith(BAND):
        before, yuan = answered.yuan
        sentence = amount_sentence(version.service.announce) if begins_in(version.rules, row.until) else None
        return amount_message(version.service.name, row.until, before, yuan, sentence)
    announced, day = announcement(version, row.watch), answered.day or row.until
    if announced is not None and announced.when == "lapses":
        return TOLD["lapses"](name=version.service.name, label=attributes()[announced.attribute].label, day=day)
    if announced is not None and announced.when == "happened":
        return TOLD["happened"](name=version.service.name, label=attributes()[announced.attribute].label, day=day)
    if day <= today:
        return TOLD["now"](name=version.service.name)
    return TOLD["eligible"](name=version.service.name, day=day)


def amount_message(name: str, since: date, before: int, yuan: int, says: str | None) -> Rendered:
    """Say that the amount of a running grant changes, with the sentence that editors prepared for a new one."""
    return TOLD["band"](name=name, since=since, before=before, yuan=yuan, says=says)
