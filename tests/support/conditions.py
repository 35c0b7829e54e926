"""A condition with each comparator of the rule language."""

from datetime import date

from backend.registers.attributes import attributes
from backend.rules import comparators as c
from backend.rules.conditions import Atom
from backend.rules.durations import Duration

D = attributes()
VOCABULARY = (
    Atom(D["age"], c.AtLeast(70)), Atom(D["insured_months_total"], c.AtMost(0)), Atom(D["age"], c.MoreThan(1)), Atom(D["age"], c.LessThan(7)),
    Atom(D["age"], c.OneOf((70, 80))), Atom(D["degree"], c.OneOf(("master", "doctor"))), Atom(D["degree_level"], c.AtLeast(3)),
    Atom(D["sex"], c.Is("female")), Atom(D["alive"], c.Is(False)), Atom(D["rental_queue_number"], c.IsKnown()),
    Atom(D["birth_date"], c.Before(date(1950, 2, 28))), Atom(D["birth_date"], c.Since(date(1950, 1, 1))),
    Atom(D["id_card_valid_until"], c.NotPassed()), Atom(D["voting_opens_on"], c.Reached()),
    Atom(D["insured_since"], c.AtLeastAgo(Duration(years=1, months=6, days=3))), Atom(D["graduated_on"], c.WithinLast(Duration(months=24))),
    Atom(D["id_card_valid_until"], c.WithinNext(Duration(days=90))), Atom(D["residence_permit_anniversary"], c.BeforeAnniversary(60)),
    Atom(D["today"], c.InMonth((5, 11))), Atom(D["hukou"], c.Within(("4403", "440304001", "430124"))),
    Atom(D["benefits"], c.Has("senior_allowance")), Atom(D["benefits"], c.Lacks("senior_allowance")),
    Atom(D["benefits"], c.Had("senior_allowance")), Atom(D["children"], c.CountAtLeast(2)), Atom(D["children"], c.CountAtMost(0)),
)  # fmt: skip
