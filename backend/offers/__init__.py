"""Offers (主动推送办理): a service offered ahead of its day, a yes that is a dated application, and what becomes of it on the day."""
