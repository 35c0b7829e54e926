"""My data: overview, corrections, objections, export, account closure."""
