"""Columns of the obligations that an approval creates. Pure."""

from typing import Any

from backend.rules.decision import Decision


def obligation_columns(decision: Decision, takes_effect: bool) -> dict[str, Any]:
    """Columns of the dated obligations of an approval; empty unless it takes effect."""
    dated = [due for due in decision.obligations if due.closes is not None] if takes_effect else []
    return {
        "obligation_kinds": [due.key for due in dated], "obligation_days": [due.closes for due in dated],
        "obligation_opens": [due.opens or due.closes for due in dated],
    }  # fmt: skip
