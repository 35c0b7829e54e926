"""Policy language: conditions over attributes, evaluated for one person or a whole population; pure, no I/O."""
