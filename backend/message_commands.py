"""`futian messages`: read every message of the product, for each audience, without starting anything."""

from collections.abc import Iterator
from pathlib import Path

import click

from backend.kit.messages.files import ROOT, MessageFile, all_files, read_file
from backend.kit.messages.language import PSEUDO, SOURCE, speaking
from backend.kit.messages.render import Messages, render
from backend.kit.messages.types import PARTS, Audience, Entry

SAYS = Messages.beside(__file__).texts("messages", Audience.MACHINE)
LANGUAGE = click.option("--language", default=SOURCE, show_default=True, help=f"zh-Hans, {PSEUDO} or a translation")


@click.group(help=SAYS("group"))
def messages() -> None:
    """Group of the commands below."""


@messages.command("list", help=SAYS("list"))
@click.argument("prefix", default="")
def list_keys(prefix: str) -> None:
    """Print key, audiences and purpose of each message whose key begins with `prefix`."""
    for _, entry in every_message(SOURCE):
        if entry.key.startswith(prefix):
            click.echo(f"{entry.key}\t{','.join(entry.audiences)}\t{entry.about}")


@messages.command(help=SAYS("show"))
@click.argument("key")
@LANGUAGE
def show(key: str, language: str) -> None:
    """Print where a message stands and how each sample of it reads for each audience."""
    found = [(file, entry) for file, entry in every_message(language) if entry.key == key]
    if not found:
        raise click.ClickException(SAYS("no_key", key=key))
    for file, entry in found:
        click.echo(f"{file.path.relative_to(ROOT)}  {entry.version}")
        with speaking(language):
            click.echo("\n".join(readings(file, entry)))


@messages.command(help=SAYS("sheet"))
def sheet() -> None:
    """Write the contact sheet of all messages."""
    SHEET.write_text(contact_sheet(), "utf-8")
    click.echo(str(SHEET))


SHEET = ROOT / "docs" / "messages.md"


def every_message(language: str) -> Iterator[tuple[MessageFile, Entry]]:
    """Yield each message with its file."""
    for path in all_files():
        file = read_file(path, language)
        yield from ((file, entry) for entry in file.entries.values())


def readings(file: MessageFile, entry: Entry) -> Iterator[str]:
    """Yield one line for each part a sample has for an audience."""
    for sample in entry.samples or ({},):
        for audience in entry.audiences:
            said = render(file, entry, audience, sample)
            yield from (f"{audience:9}{part:7}{text}" for part in PARTS if (text := getattr(said, part)))


def contact_sheet() -> str:
    """Return every message for every audience as Markdown, by room."""
    lines = ["# Messages", "", "Written by `futian messages sheet`; a test compares it. One line a reading: audience, part, text.", ""]  # fmt: skip
    room: Path | None = None
    for file, entry in every_message(SOURCE):
        if file.path != room:
            room = file.path
            lines += [f"## {file.room}", "", f"`{room.relative_to(ROOT)}`", ""]
        lines += [f"### {entry.key.removeprefix(file.room + '.')}", ""] + ([entry.about, ""] if entry.about else [])
        lines += ["```text", *readings(file, entry), "```", ""]
    return "\n".join(lines)
