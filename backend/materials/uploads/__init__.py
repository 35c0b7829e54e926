"""Papers on their way in: resumable uploads (tus 1.0), one writer each, every byte that arrived kept sealed."""
