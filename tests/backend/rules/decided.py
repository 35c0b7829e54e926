"""A grandmother whom the allowance is decided for, and rules as a test writes them."""

from datetime import date
from pathlib import Path

from backend.registers.attributes import attributes
from backend.rules.decide import decide
from backend.rules.facts import read_facts
from backend.rules.parse_rules import read_rule_file, read_rules
from backend.rules.rule import words_for

D = attributes()
ON = date(2026, 11, 10)
ALLOWANCE = read_rule_file(Path("backend/catalogue/rules/FT0205001.toml"), D).rules
CHANGE = read_rule_file(Path("backend/catalogue/rules/FT0205002.toml"), D).rules
GRADUATE = read_rule_file(Path("backend/catalogue/rules/FT0110009.toml"), D).rules
GRANDMOTHER = {
    "alive": True,
    "hukou": "440304",
    "birth_date": "1944-03-01",
    "benefits": [],
    "payee_account_matches": True,
}


def decided(rules=ALLOWANCE, on=ON, without=(), **changed):
    told = {name: value for name, value in {**GRANDMOTHER, **changed}.items() if name not in without}
    return decide(rules, read_facts(told, words_for(rules, D), "population", on), on)


def rule(require, rest=""):
    text = f"[[rule]]\nvalid_from = 2020-01-01\nbasis = 'b'\nprovenance = 'general'\nrequire = [{require}]\n{rest}"
    return read_rules(text, D, "x", "x").rules
