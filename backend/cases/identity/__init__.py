"""Identity of the applicant: lookup in the population register and recording a successful proofing."""
