"""Facts a rule may look at: gathering them, and asking the registers for what is missing."""
