"""What this service is, and privacy."""
