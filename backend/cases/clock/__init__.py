"""Where the clock of a case runs: its deadline, and the working-day calendar it is counted by."""
