"""The operators' page of instant-approval switches and brakes."""
