"""One-time codes by SMS, and how many may be sent."""
