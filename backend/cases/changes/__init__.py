"""待遇变动: deaths and moves reported by the population register, and their effect on running grants."""
