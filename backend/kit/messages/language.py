"""The language of the current task (BCP 47), how a request chooses it, and a pseudo-language for tests.

A language exists when its files do: `messages.<language>.toml` beside each room's `messages.toml`, and
`pwa/locale/<language>/LC_MESSAGES/pages.mo` for the templates. No list in the code names them.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache, wraps
from typing import Any, TypeVar, cast

F = TypeVar("F", bound=Callable[..., Any])

SOURCE = "zh-Hans"
PSEUDO = "x-pseudo"
"""Source text in brackets and 40 % longer: shows what was never marked for translation, and what breaks when text grows."""

COOKIE = "language"
LONGEST_ACCEPT = 200
"""Characters of an Accept-Language header; a longer one is not read."""

MOST_CACHED = 4096
"""Results of one function that `cache_by_language` keeps."""

_current: ContextVar[str] = ContextVar("language", default=SOURCE)
_answer: ContextVar[str] = ContextVar("answer_language", default=SOURCE)

PLACEHOLDER = re.compile(r"\{\w+\}|%\(\w+\)s|%%|<[^>]+>")
HAN = re.compile(r"[\u2e80-\u9fff\U00020000-\U0003ffff]")
GROWTH = 0.4


def current() -> str:
    """Return the language of this request or job."""
    return _current.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Render in `language` inside the block."""
    token = _current.set(language)
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def answering(language: str) -> Iterator[None]:
    """Show refusals in `language` inside the block, whatever the step itself speaks."""
    token = _answer.set(language)
    try:
        yield
    finally:
        _answer.reset(token)


def of_answer() -> str:
    """Return the language of what this request is answered with: the visitor's, also while a step speaks the source language."""
    return _answer.get() if _current.get() == SOURCE else _current.get()


def cache_by_language(function: F) -> F:
    """Cache a function whose result holds words, for each language: `functools.cache` would keep those of the first caller."""

    @lru_cache(MOST_CACHED)
    def cached(language: str, *args: Any, **named: Any) -> Any:
        return function(*args, **named)

    @wraps(function)
    def current_one(*args: Any, **named: Any) -> Any:
        return cached(_current.get(), *args, **named)

    return cast("F", current_one)


@lru_cache(MOST_CACHED)
def choose(cookie: str, accept_language: str, installed: tuple[str, ...]) -> str:
    """Return the language of a request: the cookie's, else the first that Accept-Language asks for, else the source language.

    `installed` are the translations beside the source. Example: `choose("", "en-GB, zh;q=0.5", ["en"])` is `en`.
    """
    if cookie in {SOURCE, PSEUDO, *installed}:
        return cookie
    if not installed or len(accept_language) > LONGEST_ACCEPT:
        return SOURCE
    found = (_lookup(tag, (SOURCE, *installed)) for tag in _accepted(accept_language))
    return next(filter(None, found), SOURCE)


def _accepted(accept_language: str) -> list[str]:
    """Return the language ranges of the header, most wanted first (RFC 9110, 12.5.4); `q=0` excludes."""
    weighted = []
    for part in accept_language.split(","):
        tag, _, parameter = part.strip().lower().partition(";")
        weight = parameter.replace(" ", "").removeprefix("q=") or "1"
        if WEIGHT.fullmatch(weight) and float(weight):
            weighted.append((-float(weight), tag.strip()))
    return [tag for _, tag in sorted(weighted, key=lambda one: one[0])]


def _lookup(tag: str, languages: Sequence[str]) -> str:
    """Return the language for one range: itself, or one that shares ever fewer of its first subtags (RFC 4647, 3.4); "" for none."""
    parts = tag.split("-")
    for length in range(len(parts), 0, -1):
        for language in languages:
            if language.lower().split("-")[:length] == parts[:length]:
                return language
    return ""


WEIGHT = re.compile(r"[01](\.\d{0,3})?")


def pseudo(text: str) -> str:
    """Return the pseudo-translation of a source text; placeholders and markup stay.

    Example: `您有{count}条消息` becomes `⟦您有{count}条消息～～～⟧`.
    """
    visible = len(PLACEHOLDER.sub("", text).strip())
    return f"⟦{text}{'～' * max(1, round(visible * GROWTH))}⟧" if HAN.search(text) else text
