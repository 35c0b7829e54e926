"""The studio: what a search finds now and with the words that an editor is typing."""
