"""The sample phone's memory: bounded, kept over restarts, not spoiled by a torn line."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from backend.registers.sample.phone import GatewayMessage, SamplePhone

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)


def message(number: int, template: str = "sign_in_code") -> GatewayMessage:
    """The message with this number."""
    return GatewayMessage(
        to="+8619900000001", template=template, parameters={"code": f"{number:06}"}, id=UUID(int=number)
    )


def test_only_the_newest_are_kept_in_memory_and_on_disk(tmp_path: Path) -> None:
    file = tmp_path / "phone.jsonl"
    phone = SamplePhone(file, most=10)
    for number in range(100):
        phone.take(message(number), AT)
        assert len(file.read_bytes().splitlines()) <= 20
    assert [one.code for one in phone.messages()] == [f"{number:06}" for number in range(99, 89, -1)]
    assert SamplePhone(file, most=10).messages() == phone.messages()
    assert file.stat().st_mode & 0o077 == 0


def test_a_message_sent_again_after_a_restart_is_there_once(tmp_path: Path) -> None:
    SamplePhone(tmp_path / "phone.jsonl").take(message(1), AT)
    again = SamplePhone(tmp_path / "phone.jsonl")
    again.take(message(1), AT)
    assert len(again.messages()) == 1


def test_a_torn_line_loses_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "phone.jsonl"
    phone = SamplePhone(file)
    phone.take(message(1), AT)
    file.write_bytes(file.read_bytes() + b'{"id":"0000')
    kept = SamplePhone(file)
    kept.take(message(2), AT)
    assert [one.code for one in SamplePhone(file).messages()] == ["000002", "000001"]


def test_an_unknown_template_or_a_missing_word_is_shown_as_it_came(tmp_path: Path) -> None:
    phone = SamplePhone(tmp_path / "phone.jsonl")
    phone.take(message(7, "strange"), AT)
    phone.take(message(8), AT)  # the wording needs minutes
    assert [one.text for one in phone.messages()] == [
        "【智慧福田】sign_in_code：code 000008",
        "【智慧福田】strange：code 000007",
    ]
