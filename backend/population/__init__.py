"""In-memory copy of all residents' profiles, for counts over the whole population: eligibility, impact, audiences."""
