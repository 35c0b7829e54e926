"""Pages of one case: task list, questions, check, submission, status."""
