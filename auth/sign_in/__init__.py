"""Signing in with a phone number and a one-time code; signing out."""
