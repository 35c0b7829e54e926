"""Pre-review of documents: safe decoding, OCR, classification, field extraction, checks; no database, no web."""
