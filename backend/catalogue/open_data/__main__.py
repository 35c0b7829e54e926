"""Rewrite docs/national-fields.md from the table of national fields."""

from backend.catalogue.open_data.national_fields import markdown_table
from backend.settings import ROOT

(ROOT / "docs" / "national-fields.md").write_text(markdown_table(), "utf-8")
