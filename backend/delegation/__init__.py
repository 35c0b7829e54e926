"""代办: acting for another person or an organisation: mandates, consents, and the channels by which a mandate comes about."""
