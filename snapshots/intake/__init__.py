"""Bringing in: a clerk's file becomes a strict table, with every change listed, and nothing guessed."""

from snapshots.intake.convert import convert, from_rows
from snapshots.intake.model import Ask, Conversion, Converted
from snapshots.intake.recognise import table_names
from snapshots.intake.summary import summary

__all__ = ["Ask", "Conversion", "Converted", "convert", "from_rows", "summary", "table_names"]
