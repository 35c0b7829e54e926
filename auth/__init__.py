"""Proving who is there: sessions, one-time codes, sign-in by OpenID Connect, passkeys, proofing of identity."""
