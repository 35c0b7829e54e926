"""Lint of one service: findings that an editor can correct. Pure: no files, no database."""
