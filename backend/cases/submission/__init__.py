"""Submission of a case: facts, step-up, payee account, decision by rule, and the statement that writes it all."""
