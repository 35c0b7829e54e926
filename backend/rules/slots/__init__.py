"""Conditions as sentences with typed slots: which comparisons an attribute allows, which inputs each takes, reading them back."""
