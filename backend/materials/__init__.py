"""Materials handed in (材料): resumable upload, encrypted storage, automatic pre-review, pruning."""
