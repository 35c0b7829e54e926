"""Short messages: only wordings that the carrier knows, each with exactly its parameters, and the log keeps which version went out."""

import re
from contextlib import aclosing
from uuid import uuid4

import pytest
from structlog.testing import capture_logs

from backend.kit.messages.files import ROOT
from backend.notices.sms import NotSent, SmsGateway, SmsMessage
from backend.registers.sms_wordings import SMS
from tests.conftest import SMS_KEY

CODE = {"code": "482913", "minutes": "5"}


@pytest.mark.parametrize(("template", "parameters"), [("sign_in_cod", CODE), ("sign_in_code", {"code": "482913"})])
async def test_a_wording_that_is_not_registered_is_never_sent(template: str, parameters: dict[str, str]) -> None:
    async with aclosing(SmsGateway("http://127.0.0.1:9", SMS_KEY)) as gateway:
        with pytest.raises(ValueError, match=template):
            await gateway.send("+8619900000001", template, **parameters)


async def test_the_log_keeps_which_version_was_sent(sample_world: str) -> None:
    async with (
        aclosing(SmsGateway(sample_world, SMS_KEY)) as gateway,
        aclosing(SmsGateway(sample_world, "another key")) as stranger,
    ):
        with capture_logs() as logged:
            kept = await gateway.send("+8619900000001", "sign_in_code", **CODE)
        sent = next(one for one in logged if one["event"] == "sms.handed_over")
        assert sent["message"] == str(kept.id)
        assert sent["version"] == kept.version == SMS["sign_in_code"].entry.version
        assert "19900000001" not in str(logged)
        assert CODE["code"] not in str(logged)
        with pytest.raises(NotSent):
            await stranger.send_once(SmsMessage("+8619900000001", "number_changed", {}, uuid4()))


def test_whoever_sends_keeps_which_wording_it_was() -> None:
    sent = re.compile(r"(?<!def )\b(?:send_once|(?:gateway|sms)\.send)\(")
    files = [path for top in ("auth", "backend") for path in (ROOT / top).rglob("*.py")]
    senders = {path.name: path.read_text("utf-8") for path in files if sent.search(path.read_text("utf-8"))}
    forgetful = {name for name, code in senders.items() if "await keep_sent(" not in code}
    assert forgetful == {"one_time_codes.py"}, "a code is forgotten after five minutes; the log has its version"


def test_every_registered_wording_is_sent_by_somebody() -> None:
    code = "".join(path.read_text("utf-8") for top in ("auth", "backend") for path in (ROOT / top).rglob("*.py"))
    assert [
        key for key in SMS if not {f'"{key}"', f'"{key.removeprefix("offer_")}"'} & set(re.findall(r'"\w+"', code))
    ] == []
