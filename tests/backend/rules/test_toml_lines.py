"""Every key and element of a TOML file is found on the line where it is written."""

import tomllib
from pathlib import Path

from backend.rules.toml_lines import line_of, lines_of
from tests.support.each import each

SOURCE = '''# a comment = 1
a = """x
[b]
"""
[t] # a table
"q.z" = [ 1,
  {k="]", j=2}, # }
]
'lit' = 'a # b'

[[u]]
d.e=1979-05-27 07:32:00
[[u]]
[u.z]
x=\'\'\'a
b\'\'\'
y = "\\"]" # still one line
[[u.list]]
n = [[1, 2], [3]]
[[u.list]]
n = true
'''


def paths(value, at=()):
    """The paths of all keys and elements of a document."""
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in steps:
        yield (*at, key)
        yield from paths(inner, (*at, key))


@each(
    ("path", "line"),
    [
        (("a",), 2),
        (("t",), 5),
        (("t", "q.z"), 6),
        (("t", "q.z", 0), 6),
        (("t", "q.z", 1), 7),
        (("t", "q.z", 1, "k"), 7),
        (("t", "lit"), 9),
        (("u",), 11),
        (("u", 0), 11),
        (("u", 0, "d"), 12),
        (("u", 0, "d", "e"), 12),
        (("u", 1), 13),
        (("u", 1, "z"), 14),
        (("u", 1, "z", "x"), 15),
        (("u", 1, "z", "y"), 17),
        (("u", 1, "list", 0), 18),
        (("u", 1, "list", 0, "n", 1, 0), 19),
        (("u", 1, "list", 1, "n"), 21),
    ],
)
def test_a_path_is_found_on_its_line(path, line):
    assert lines_of(SOURCE)[path] == line


def test_a_path_that_is_not_there_is_looked_for_around_it():
    lines = lines_of(SOURCE)
    assert line_of(lines, ("t", "missing")) == 5
    assert line_of(lines, ("t", "q.z", 1, "missing", 4)) == 7
    assert line_of(lines, ("nowhere",)) == 1
    assert line_of({}, ()) == 1


@each("file", [*Path("backend/catalogue").rglob("*.toml"), Path("backend/registers/attributes.toml")])
def test_nothing_in_the_catalogue_is_lost(file):
    source = file.read_text("utf-8")
    lines = lines_of(source)
    assert [path for path in paths(tomllib.loads(source)) if path not in lines] == []
    assert max(lines.values()) <= source.count("\n") + 1
