"""What the machine sees on a paper: safe decoding, text, kind, fields and findings; no database, no web."""
