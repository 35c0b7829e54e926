"""A consent covers one content to the byte."""

import random
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec

from backend.cases.consents import binding
from backend.cases.consents.binding import BoundPaper, BoundSubmission, ShownLine, canonical, difference, digest, read
from backend.cases.consents.gather import Prepared
from backend.cases.consents.request_status import WAITS, standing
from backend.cases.consents.types import ConsentRequest
from backend.cases.types import State
from backend.delegation.wording import Said, wordings
from tests.conftest import NOW

ASKED = BoundSubmission(
    case=UUID(int=1), principal=UUID(int=2), helper=UUID(int=3), service="FT0205001", service_version=UUID(int=4),
    service_digest="a" * 64, answers={"hukou_address": "福田区莲花街道红荔西路7001号", "living_place": "elsewhere", "many": ["a", "b"]},
    papers=(BoundPaper("id_card", UUID(int=5), "b" * 64),), account="6222020000000129",
    shown=(ShownLine("户口所在地址", "福田区莲花街道红荔西路7001号"),), shown_papers=(ShownLine("身份证", "1页"),),
    wording="submission", wording_version="2027-01", wording_digest="c" * 64, words="我同意把“高龄老人津贴申请”交上去。",
)  # fmt: skip


class Stands(msgspec.Struct, frozen=True):
    """A case that is being filled in."""

    state: State = State.DRAFT
    ruling: str = "none"


def request(**changes: Any) -> ConsentRequest:
    """A request of this moment that waits."""
    given: dict[str, Any] = {
        "id": UUID(int=9), "case_id": ASKED.case, "principal": ASKED.principal, "helper": ASKED.helper, "mandate": UUID(int=8),
        "digest": binding.digest_of(ASKED), "bound": b"", "hers": None, "code": None, "code_used_at": None, "state": "waiting",
        "reason": None, "note": None, "asked_at": NOW, "expires_at": NOW + WAITS, "settled_at": None,
    }  # fmt: skip
    return ConsentRequest(**{**given, **changes})


def now(bound: BoundSubmission, at: Any = Stands()) -> Prepared:  # noqa: B008 - immutable
    """The submission as it would be now."""
    return Prepared(
        read=at, version=None, who=None, helper="", answers={}, account="", bound=bound, hers=(), missing=(), missing_of_helper=(),  # type: ignore[arg-type]
    )  # fmt: skip


def mutated(content: bytes, chance: random.Random) -> BoundSubmission | None:
    """The content with one byte changed, where that is still a content."""
    place = chance.randrange(len(content))
    changed = bytearray(content)
    changed[place] ^= 1 << chance.randrange(7)
    try:
        return read(bytes(changed))
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def test_one_byte_voids_it_a_thousand_times() -> None:
    chance, content, tried, reasons = random.Random(14), canonical(ASKED), 0, set()
    while tried < 1000:
        other = mutated(content, chance)
        if other is None or other == ASKED:  # no content at all, or the same in another spelling (an id in capitals)
            continue
        tried += 1
        state, reason = standing(request(), ASKED, now(other), NOW, holds=True)
        assert state == "void", other
        assert binding.digest_of(other) != binding.digest_of(ASKED)
        reasons.add(reason)
    assert reasons == {"answers", "papers", "account", "version", "words"}


def test_every_byte_is_in_the_digest() -> None:
    content = canonical(ASKED)
    assert digest(content) == binding.digest_of(ASKED)
    assert read(content) == ASKED
    assert len({digest(content[:n] + bytes([content[n] ^ 1]) + content[n + 1 :]) for n in range(len(content))}) == len(
        content
    )
    assert difference(ASKED, msgspec.structs.replace(ASKED, answers=dict(reversed(ASKED.answers.items())))) is None


def test_the_digest_of_a_call_covers_every_sign_that_was_read() -> None:
    """What she hears is bound as what she reads: another content, another digit or another word is another digest."""
    spoken = Said(wordings()["submission_spoken"], "这里是智慧福田。同意，请按7。")
    heard = binding.worded(ASKED, spoken)
    assert (heard.answers, heard.papers, heard.account) == (ASKED.answers, ASKED.papers, ASKED.account)
    changed = [spoken.words[:n] + "某" + spoken.words[n + 1 :] for n in range(len(spoken.words))]
    others = [binding.worded(ASKED, Said(spoken.wording, words)) for words in changed]
    others += [ASKED, binding.worded(msgspec.structs.replace(ASKED, account="1"), spoken)]
    assert len({binding.digest_of(one) for one in [heard, *others]}) == len(others) + 1


def test_how_a_request_stands() -> None:
    assert standing(request(), ASKED, now(ASKED), NOW, holds=True) == ("waiting", None)
    assert standing(request(), ASKED, now(ASKED), NOW, holds=False) == ("void", "mandate")
    assert standing(request(), ASKED, now(ASKED), NOW + WAITS, holds=True) == ("lapsed", None)
    assert standing(request(), ASKED, now(ASKED), NOW + WAITS - timedelta(seconds=1), holds=True) == ("waiting", None)
    submitted = Stands(State.SUBMITTED)
    assert standing(request(), ASKED, now(ASKED, submitted), NOW, holds=True) == ("void", "moved_on")
    settled = request(state="refused", settled_at=NOW)
    assert standing(settled, ASKED, now(ASKED), NOW, holds=False) == ("refused", None)
