"""Receipts: the holder's page, the PDF, public verification."""
