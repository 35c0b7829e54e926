"""The language of the current task (BCP 47), and a pseudo-language for tests.

A language exists when its files do: `messages.<language>.toml` beside each room's `messages.toml`, and
`pwa/locale/<language>/LC_MESSAGES/pages.mo` for the templates. No list in the code names them.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

SOURCE = "zh-Hans"
PSEUDO = "x-pseudo"
"""Source text in brackets and 40 % longer: shows what was never marked for translation, and what breaks when text grows."""

_current: ContextVar[str] = ContextVar("language", default=SOURCE)

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


def pseudo(text: str) -> str:
    """Return the pseudo-translation of a source text; placeholders and markup stay.

    Example: `您有{count}条消息` becomes `⟦您有{count}条消息～～～⟧`.
    """
    visible = len(PLACEHOLDER.sub("", text).strip())
    return f"⟦{text}{'～' * max(1, round(visible * GROWTH))}⟧" if HAN.search(text) else text
