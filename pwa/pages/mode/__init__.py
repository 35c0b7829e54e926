"""The text-size page and its switch."""
