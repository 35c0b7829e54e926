"""What printed pages share."""

from backend.kit.messages.render import Messages

NO_GLYPH = Messages.beside(__file__).take("no_glyph")


def no_glyph() -> str:
    """Return what a sheet says where no font has a character; its printer puts in which, for `{characters}`."""
    return NO_GLYPH(characters="{characters}").text
