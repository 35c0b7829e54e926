"""Submitting with consent: a helper asks, the principal agrees to exactly one content, and her yes submits it.

In the docstrings of this room “she” is the principal.
"""
