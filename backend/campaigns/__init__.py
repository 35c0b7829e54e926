"""Personalised messages: who is told what, on which day, by which channel, and why; with a ledger that balances."""
