"""Sealed inputs of a stored decision, and the rules inside them."""

from functools import lru_cache

import msgspec

from backend.cases.decisions import store
from backend.cases.types import DecisionInputs
from backend.kit.crypto import Vault
from backend.rules.rule import Rule, unseal


def open_inputs(vault: Vault, decision: store.DecisionToReplay) -> DecisionInputs:
    """Decrypt the inputs of a decision."""
    return msgspec.json.decode(vault.open(decision.inputs, f"inputs:{decision.id}"), type=DecisionInputs)


@lru_cache(maxsize=512)
def decode_rules(rules: bytes) -> tuple[Rule, ...]:
    """Decode sealed rules, cached: decisions of one version share them."""
    return unseal(rules)
