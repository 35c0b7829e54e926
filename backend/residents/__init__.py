"""A person (or organisation) to us: identity, profile, consent, and for whom they act."""
