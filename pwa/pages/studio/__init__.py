"""The editors' studio: impact of rules."""
