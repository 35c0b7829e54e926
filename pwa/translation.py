"""Templates in other languages: `pwa/locale/<language>/LC_MESSAGES/pages.mo`, made with Babel from the marked templates.

The source language (zh-Hans) is what the templates say, so it needs no catalogue.
"""

from functools import cache
from pathlib import Path

from babel import Locale
from babel.support import Translations
from jinja2 import Environment
from markupsafe import Markup

from backend.kit.messages.language import PSEUDO, SOURCE, current, pseudo

LOCALE = Path(__file__).parent / "locale"
DOMAIN = "pages"


def installed() -> tuple[str, ...]:
    """Return the languages beside the source that have a catalogue of pages."""
    return tuple(sorted(file.parts[-3].replace("_", "-") for file in LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")))


def own_names() -> list[tuple[str, str]]:
    """Return the languages to choose from, each called as it calls itself: `[("zh-Hans", "中文 (简体)"), ("en", "English")]`."""
    return [
        (language, Locale.parse(language, sep="-").get_display_name() or language)
        for language in (SOURCE, *installed())
    ]


def translating(environment: Environment) -> None:
    """Let `{% trans %}` and `_()` of this environment speak the current language."""
    environment.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update({"_": marked, "gettext": marked, "ngettext": marked_number})


def marked(text: str, /, **names: object) -> Markup:
    """Translate a marked text and fill in its names; Jinja's own way fills in every text, also one without a name."""
    said = Markup(gettext(text))  # noqa: S704 - a text of our templates or catalogues
    return said % names if names or "%" in said else said


def marked_number(one: str, many: str, count: int, /, **names: object) -> Markup:
    """Translate a marked text that depends on a number, and fill in its names."""
    said = Markup(ngettext(one, many, count))  # noqa: S704 - as above
    return said % {"num": count, **names}


def gettext(text: str) -> str:
    """Translate one marked text."""
    language = current()
    if language == SOURCE:
        return text
    return pseudo(text) if language == PSEUDO else catalogue(language).gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """Translate a text that depends on a number."""
    language = current()
    if language in {SOURCE, PSEUDO}:
        return gettext(one if count == 1 else many)
    return catalogue(language).ngettext(one, many, count)


@cache
def catalogue(language: str) -> Translations:
    """Load the compiled catalogue of a language; an absent one leaves the source text."""
    return Translations.load(LOCALE, [language.replace("-", "_")], DOMAIN)  # type: ignore[return-value]
