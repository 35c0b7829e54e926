"""Signing in by SMS from a browser that we don't know: the number may have a new owner, so a second proof comes before anything is shown."""
