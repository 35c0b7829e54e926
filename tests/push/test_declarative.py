"""The JSON that a browser shows by itself: complete, ours, and refused before it is encrypted otherwise."""

import json

import msgspec
import pytest

from push.declarative import DeclaredNotification, NotDeclarative, encode
from tests.support.each import each

ORIGIN = "https://futian.example"
SHOWN = DeclaredNotification(title="智慧福田", body="您有一条新消息", navigate=f"{ORIGIN}/inbox", tag="a" * 32)


def test_it_has_the_form_of_the_push_api() -> None:
    said = json.loads(encode(SHOWN, ORIGIN))
    assert said["web_push"] == 8030
    assert said["mutable"] is False
    assert set(said["notification"]) == {"title", "body", "navigate", "tag", "lang", "dir", "silent"}


@each(
    ("part", "value"),
    [
        ("title", ""), ("body", ""), ("body", "长" * 101), ("tag", ""), ("tag", "a b"), ("navigate", ""), ("navigate", "/inbox"),
        ("navigate", "https://elsewhere.example/inbox"), ("navigate", "http://futian.example/inbox"), ("navigate", "javascript:alert(1)"),
        ("navigate", f"{ORIGIN}/inbox?case=7"), ("navigate", f"{ORIGIN}/inbox#7"), ("navigate", "https://me@futian.example/inbox"),
    ],
)  # fmt: skip
def test_what_would_show_nothing_or_lead_elsewhere_is_never_sent(part: str, value: str) -> None:
    with pytest.raises(NotDeclarative):
        encode(msgspec.structs.replace(SHOWN, **{part: value}), ORIGIN)
