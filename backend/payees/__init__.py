"""收款账户: payee accounts by date, the bank register's name check, changes that wait and can be stopped."""
