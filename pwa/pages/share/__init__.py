"""Files shared from other apps (Web Share Target)."""
