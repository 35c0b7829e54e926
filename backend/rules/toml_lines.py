"""Line numbers of keys and array elements in valid TOML text."""

import re

Path = tuple[str | int, ...]
BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
BARE = re.compile(r"[^,\]}\n#]*")
BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"""(?:"{0,2}(?!"))|' + r"'''.*?'''(?:'{0,2}(?!'))|" + r'"(?:[^"\\\n]|\\.)*"|' + r"'[^'\n]*'",
    re.DOTALL,
)


def lines_of(source: str) -> dict[Path, int]:
    """Return the line of each table, key and element by its path."""
    return _Scan(source).document()


def line_of(lines: dict[Path, int], path: Path) -> int:
    """Return the line of a path, or of its nearest parent that has one."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


class _Scan:
    """One pass over the text; `at` is the position of the next character."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.lines: dict[Path, int] = {}
        self.tables: dict[Path, int] = {}

    def document(self) -> dict[Path, int]:
        table: Path = ()
        self.blank()
        while self.at < len(self.source):
            table = self.header() if self.source[self.at] == "[" else self.pair(table)
            self.blank()
        return self.lines

    def header(self) -> Path:
        many = self.source.startswith("[[", self.at)
        start = self.at
        self.at += 2 if many else 1
        path = self.table(self.keys(), many)
        for size in range(1, len(path)):
            self.mark(path[:size], start)
        self.at = self.source.index("]", self.at) + (2 if many else 1)
        self.mark(path, start)
        return path

    def table(self, keys: list[str], many: bool) -> Path:
        """Return the path of a header, with the index of the latest element of each array of tables."""
        path: Path = ()
        for position, key in enumerate(keys):
            path = (*path, key)
            if many and position == len(keys) - 1:
                self.tables[path] = self.tables.get(path, -1) + 1
            if path in self.tables:
                path = (*path, self.tables[path])
        return path

    def pair(self, table: Path) -> Path:
        start = self.at
        keys = self.keys()
        for size in range(1, len(keys) + 1):
            self.mark((*table, *keys[:size]), start)
        path = (*table, *keys)
        self.at = self.source.index("=", self.at) + 1
        self.value(path)
        return table

    def keys(self) -> list[str]:
        keys = [self.key()]
        while self.source.startswith(".", self.at):
            self.at += 1
            keys.append(self.key())
        return keys

    def key(self) -> str:
        self.blank()
        quoted = STRING.match(self.source, self.at)
        found = quoted or BARE_KEY.match(self.source, self.at)
        text = found.group() if found else ""
        self.at += len(text)
        self.blank()
        return text[1:-1] if quoted else text

    def value(self, path: Path) -> None:
        self.blank()
        opening = self.source[self.at]
        if opening == "[":
            self.elements(path)
        elif opening == "{":
            self.fields(path)
        else:
            found = STRING.match(self.source, self.at) or BARE.match(self.source, self.at)
            self.at = found.end() if found else len(self.source)

    def elements(self, path: Path) -> None:
        index = 0
        self.at += 1
        while not self.closes("]"):
            self.mark((*path, index), self.at)
            self.value((*path, index))
            index += 1

    def fields(self, path: Path) -> None:
        self.at += 1
        while not self.closes("}"):
            self.pair(path)

    def closes(self, bracket: str) -> bool:
        self.blank()
        if self.source[self.at] == ",":
            self.at += 1
            self.blank()
        closed = self.source[self.at] == bracket
        self.at += closed
        return closed

    def blank(self) -> None:
        found = BLANK.match(self.source, self.at)
        self.at = found.end() if found else self.at

    def mark(self, path: Path, at: int) -> None:
        self.lines.setdefault(path, self.source.count("\n", 0, at) + 1)
