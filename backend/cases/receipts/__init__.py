"""Signed receipts: claims, signing, verification, key rotation."""
