"""Passkeys: signing in with the lock of one's own phone (WebAuthn level 2), no code and no password."""
