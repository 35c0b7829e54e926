"""Resumable uploads (tus 1.0): one writer per upload, every received byte stored encrypted."""
