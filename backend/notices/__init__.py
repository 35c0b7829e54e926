"""Notices: messages that this installation owes a person, the inbox that holds them, and the SMS gateway."""
