"""Hash chain of the audit log; pure. Each link is an HMAC over the line and the link before, so that it can't be rebuilt without the key."""

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from datetime import UTC

import msgspec

from backend.audit.types import AuditFinding, AuditLine, ChainLink
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience

START = bytes(32)
SAYS = Messages.beside(__file__).texts("findings", Audience.OFFICER)


class Chain:
    """Walks along the links, in order; `findings` is what was met on the way."""

    def __init__(self, key: bytes) -> None:
        self.key, self.position, self.hash = key, 0, START

    def add(self, line: AuditLine) -> ChainLink:
        """The next link, for this line."""
        self.position, self.hash = self.position + 1, link(self.key, self.hash, line)
        return ChainLink(self.position, line.seq, self.hash)

    def walk(self, links: Iterable[ChainLink]) -> Iterator[AuditFinding]:
        """Compare stored links with their lines; yields what doesn't match and continues from the stored hash."""
        for one in links:
            if one.position != self.position + 1:
                yield AuditFinding("cut", SAYS("link", position=self.position + 1), SAYS("link_missing"))
            if one.line is None:
                yield AuditFinding("deleted", SAYS("line", number=one.seq), SAYS("line_deleted"))
            elif not hmac.compare_digest(link(self.key, self.hash, one.line), one.hash):
                yield AuditFinding("changed", SAYS("line", number=one.seq), SAYS("line_changed"))
            self.position, self.hash = one.position, one.hash


def link(key: bytes, before: bytes, line: AuditLine) -> bytes:
    """The hash of one line after another."""
    return keyed(key, before, written(line))


def keyed(key: bytes, before: bytes, content: bytes) -> bytes:
    """The hash of a place in a chain: its content after the place before (HMAC-SHA256)."""
    return hmac.digest(key, before + content, hashlib.sha256)


def written(line: AuditLine) -> bytes:
    """The line in its one spelling."""
    moment = line.at.astimezone(UTC).isoformat(timespec="microseconds")
    told = [line.seq, moment, line.actor, line.action, line.subject, line.detail]
    return msgspec.json.encode(told, order="deterministic")
