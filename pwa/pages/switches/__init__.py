"""The operators' page of the switches."""
