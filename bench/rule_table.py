"""`python -m bench.rule_table [--people N]`: the rule table of the studio: cases, boundary people, gaps, and the impact line from the kept index."""

import argparse
import statistics
import time
from collections.abc import Callable
from datetime import date

from msgspec.structs import replace

from backend.catalogue.load import RULES, read_all_rules
from backend.population.disclosure_control import DisclosureRule
from backend.population.row_format import row_format
from backend.population.rule_change import rule_change
from backend.population.table import Population
from backend.registers.attributes import attributes
from backend.registers.sample.generate import CENSUS, generate
from backend.rules import bitmaps
from backend.rules.gaps import find_gaps
from backend.rules.parse_rules import read_rules
from backend.rules.propose_cases import propose_cases
from backend.rules.rule_tests import differing_expectations

CODE, ON, TURNS, CASES = "FT0205001", date(2026, 11, 23), 9, 50


def timed(what: str, limit: float, work: Callable[[], object]) -> None:
    """Print the median CPU time of some turns in milliseconds, and its ratio to the limit."""
    times = []
    for _ in range(TURNS):
        began = time.process_time()
        work()
        times.append((time.process_time() - began) * 1000)
    middle = statistics.median(times)
    print(f"  {what:<62} {middle:9.1f} ms   {middle / limit:5.2f} of {limit:.0f} ms")


def main() -> None:
    """Measure."""
    wanted = argparse.ArgumentParser()
    wanted.add_argument("--people", type=int, default=CENSUS)
    people = wanted.parse_args().people
    words = attributes()
    text = (RULES / f"{CODE}.toml").read_text("utf-8")
    file = read_rules(text, words, CODE, CODE)
    fifty = (*file.cases, *file.cases)[:CASES]
    timed(
        f"{CASES} cases of the senior allowance, with why",
        100,
        lambda: [differing_expectations(file, one, words) for one in fifty],
    )
    bare = replace(file, cases=())
    timed("boundary people proposed for a rule without cases", 300, lambda: propose_cases(bare, words, ON))
    slowest = max(read_all_rules().values(), key=lambda one: len(one.rules) * len(one.rules[-1].require))
    timed(f"gaps, overlaps, dead rows ({slowest.service}, the longest)", 1000, lambda: find_gaps(slowest.rules))
    residents = generate(people, ON)
    population = Population(row_format(), residents.columns, bitmaps.all_of(residents.columns.count), {}, 0)
    shown = DisclosureRule(b"b" * 32)
    more = read_rules(text.replace("monthly_yuan = 200", "monthly_yuan = 220"), words, CODE, CODE).rules
    younger = read_rules(text.replace("at_least = 70", "at_least = 68"), words, CODE, CODE).rules
    print(f"  {people:,} residents, index of the day kept")
    timed(
        "impact of another amount, kinds and streets", 300, lambda: rule_change(population, file.rules, more, ON, shown)
    )
    timed(
        "impact of another age, kinds and streets", 300, lambda: rule_change(population, file.rules, younger, ON, shown)
    )
    january = date(2027, 1, 1)

    def fresh() -> None:
        population.days.pop(january, None)
        rule_change(population, file.rules, younger, january, shown)

    timed("the same on a day whose index is not there yet", 300, fresh)


if __name__ == "__main__":
    main()
