"""Signing in through an OpenID provider: officers and editors, and residents with a provincial identity."""
