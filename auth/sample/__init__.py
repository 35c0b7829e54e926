"""Sample counterparts of a trial: identity providers with invented people, and a liveness service."""
