"""Pre-review of papers: stored review, comparison with form and account, second scan, proof of identity."""
