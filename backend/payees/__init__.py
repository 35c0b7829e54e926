"""收款账户: which bank account a person's money goes to, how it was checked, how it changes and how a change is stopped."""
