"""Dated obligations after an approval: reminders and the yearly check."""
