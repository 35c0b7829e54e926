"""Declarative Web Push: the JSON that a browser shows by itself (Push API, “declarative push message”), and our worker reads elsewhere.

A message that breaks the form shows nothing at all, so it is validated before it is encrypted.
"""

import re
from typing import Literal

import msgspec
from msgspec import Struct, field
from yarl import URL

from push.web_push import LONGEST

WEB_PUSH: Literal[8030] = 8030
TAG = re.compile(r"[A-Za-z0-9_-]{1,32}")
LONGEST_WORDS = 100  # characters of a title or text


class NotDeclarative(ValueError):
    """The message would show nothing."""


class DeclaredNotification(Struct, frozen=True, kw_only=True):
    """What is shown, and where a tap leads: an absolute address of our own."""

    title: str
    body: str
    navigate: str
    tag: str
    lang: str = "zh-CN"
    dir: Literal["ltr", "rtl", "auto"] = "ltr"
    silent: bool = False


class DeclarativeMessage(Struct, frozen=True, kw_only=True):
    """The whole message; `mutable` false: no worker is needed to show it."""

    web_push: Literal[8030] = WEB_PUSH
    notification: DeclaredNotification
    mutable: Literal[False] = field(default=False)


def encode(shown: DeclaredNotification, origin: str) -> bytes:
    """Return the message as JSON; raises NotDeclarative for one that a browser would drop, or that leads elsewhere."""
    body = msgspec.json.encode(DeclarativeMessage(notification=shown))
    words_fit = 0 < len(shown.title) <= LONGEST_WORDS and 0 < len(shown.body) <= LONGEST_WORDS
    if not words_fit or not TAG.fullmatch(shown.tag) or not leads_home(shown.navigate, origin) or len(body) > LONGEST:
        raise NotDeclarative
    return body


def leads_home(address: str, origin: str) -> bool:
    """Is it an absolute address of this installation, without anything that says more than a path?"""
    try:
        url = URL(address)
    except ValueError:
        return False
    return (
        url.absolute
        and str(url.origin()) == str(URL(origin).origin())
        and not (url.query_string or url.fragment or url.user)
    )
