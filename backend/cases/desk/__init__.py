"""Actions of officers on cases of their department: handling, approval, revocation, after-check, judging papers."""
