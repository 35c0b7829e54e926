"""Web Push: device subscriptions, preferences, encrypted delivery with retries."""
