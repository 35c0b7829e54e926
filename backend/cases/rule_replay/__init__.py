"""A changed rule tried on cases, drafts and past decisions of its service, by the worker; editors see counts, never a case."""
