"""What the intake says: changes made, questions, refusals. The English text is the message id
(`locale/vi/snapshots-intake.po`)."""

from collections.abc import Mapping
from typing import NamedTuple

from snapshots.rules import ERROR, RULES, Rule


def mark(message: str) -> str:
    """The message itself; marks it for the catalogue."""
    return message


class Change(NamedTuple):
    """What is said of one change, and of one or many of its kind in a column."""

    cell: str
    one: str = ""
    many: str = ""


_SAVE = mark("Open the original file in the spreadsheet and save it as “CSV UTF-8” or XLSX.")
_TYPE = mark("Type the cell again from its source.")

_FONT = mark(
    "Change the text to Unicode with the conversion tool of the Vietnamese keyboard, or type the cells again from their source."
)

CONVERTED: Mapping[str, Change] = {
    "encoding": Change(mark("The letters were stored as {was}; they are now stored as {now}, and read the same.")),
    "encoding_twice": Change(mark("The letters had been converted twice and were unreadable; they were restored.")),
    "old_font": Change(mark("The text was typed in an old font ({was}); its letters are now Unicode, and read the same.")),
    "old_font_cell": Change(
        mark("The text typed in an old font was restored: {was} → {now}"),
        mark("{count} cell typed in an old font was restored (column {letter})"),
        mark("{count} cells typed in an old font were restored (column {letter})"),
    ),
    "encoding_mark": Change(mark("The invisible mark at the beginning of the file was removed.")),
    "line_ends": Change(mark("Rows ended the way of old computers ({was}); they now end the usual way.")),
    "line_ends_mixed": Change(mark(
        "Rows ended in two ways, {was} of them otherwise than the rest, as when files are joined; they now end in one way. "
        "Look whether rows are there twice.")),
    "separator": Change(mark("Columns were separated by {was}; they are now separated by commas.")),
    "separator_line": Change(mark("The line “{was}”, meant for the spreadsheet, was left out.")),
    "workbook": Change(mark("The sheet “{was}” of the workbook became the table.")),
    "comments": Change(mark(
        "Cells of the workbook carry comments ({was}); they were not read. Look whether one of them corrects a number.")),
    "other_sheets": Change(mark("Other sheets of the workbook were not read: {was}.")),
    "title_line": Change(
        mark("A line above the header was left out: {was}"),
        mark("{count} line above the header was left out"), mark("{count} lines above the header were left out"),
    ),
    "blank_row": Change(
        mark("An empty row was left out."),
        mark("{count} empty row was left out"), mark("{count} empty rows were left out"),
    ),
    "blank_tail": Change(mark("Empty rows at the end were left out: {was}.")),
    "note_row": Change(
        mark("A remark below the table was left out: {was}"),
        mark("{count} remark below the table was left out"), mark("{count} remarks below the table were left out"),
    ),
    "totals_row": Change(
        mark("A row of totals was left out: {was}"),
        mark("{count} row of totals was left out"), mark("{count} rows of totals were left out"),
    ),
    "numbering_row": Change(mark("A row below the header that numbers the columns was left out: {was}")),
    "empty_column": Change(
        mark("An empty column without a heading was left out."),
        mark("{count} empty column was left out"), mark("{count} empty columns were left out"),
    ),
    "ordinal_column": Change(mark("The column “{was}” only numbers the rows and was left out.")),
    "header_label": Change(
        mark("The heading “{was}” became the column name {now}."),
        mark("{count} heading became a column name"), mark("{count} headings became column names"),
    ),
    "column_order": Change(mark("The columns were put in the declared order; no cell changed.")),
    "merged_blank": Change(
        mark("The empty cell was filled with the value above it: {now}."),
        mark("{count} empty cell was filled from above (column {letter})"),
        mark("{count} empty cells were filled from above (column {letter})"),
    ),
    "letters_joined": Change(
        mark("Letters and their accents were joined; the word reads the same: {now}"),
        mark("{count} cell had accents apart from their letters (column {letter})"),
        mark("{count} cells had accents apart from their letters (column {letter})"),
    ),
    "invisible": Change(
        mark("An invisible character was taken out: {names}."),
        mark("{count} cell had invisible characters (column {letter})"),
        mark("{count} cells had invisible characters (column {letter})"),
    ),
    "stray_space": Change(
        mark("Spaces at the beginning or end were removed: {now}"),
        mark("{count} cell had spaces around it (column {letter})"),
        mark("{count} cells had spaces around them (column {letter})"),
    ),
    "letter_eth": Change(
        mark("The foreign letter Ð became the Vietnamese Đ: {was} → {now}"),
        mark("{count} cell had the foreign letter Ð in place of Đ (column {letter})"),
        mark("{count} cells had the foreign letter Ð in place of Đ (column {letter})"),
    ),
    "number_comma": Change(
        mark("The decimal comma became a point: {was} → {now}"),
        mark("{count} decimal comma became a point (column {letter})"),
        mark("{count} decimal commas became points (column {letter})"),
    ),
    "number_thousands": Change(
        mark("The marks between the thousands were removed: {was} → {now}"),
        mark("{count} number lost the marks between its thousands (column {letter})"),
        mark("{count} numbers lost the marks between their thousands (column {letter})"),
    ),
    "number_percent": Change(
        mark("The per-cent sign was removed, because the unit is already per cent: {was} → {now}"),
        mark("{count} per-cent sign was removed (column {letter})"),
        mark("{count} per-cent signs were removed (column {letter})"),
    ),
    "number_minus": Change(
        mark("The typographic minus became a plain one: {was} → {now}"),
        mark("{count} minus sign became a plain one (column {letter})"),
        mark("{count} minus signs became plain ones (column {letter})"),
    ),
    "number_plus": Change(
        mark("The plus sign was removed: {was} → {now}"),
        mark("{count} plus sign was removed (column {letter})"), mark("{count} plus signs were removed (column {letter})"),
    ),
    "number_point": Change(
        mark("A decimal mark with nothing on one side was completed: {was} → {now}"),
        mark("{count} number with a bare decimal mark was completed (column {letter})"),
        mark("{count} numbers with a bare decimal mark were completed (column {letter})"),
    ),
    "date_form": Change(
        mark("The date or period was written in the declared way: {was} → {now}"),
        mark("{count} date or period was written in the declared way (column {letter})"),
        mark("{count} dates or periods were written in the declared way (column {letter})"),
    ),
    "date_cell": Change(
        mark("The spreadsheet kept this as the day {was}; it is now written as the cell shows it: {now}."),
        mark("{count} cell kept as a date was written out (column {letter})"),
        mark("{count} cells kept as dates were written out (column {letter})"),
    ),
    "boundary_told": Change(
        mark("The boundary chosen with the unit was written: {now}"),
        mark("{count} boundary chosen with a unit was written (column {letter})"),
        mark("{count} boundaries chosen with units were written (column {letter})"),
    ),
    "code_noughts": Change(
        mark("The code got back the noughts in front of it: {was} → {now}"),
        mark("{count} code got back the noughts in front of it (column {letter})"),
        mark("{count} codes got back the noughts in front of them (column {letter})"),
    ),
    "name_id": Change(
        mark("The name became its code in the register: {was} → {now}"),
        mark("{count} name became its code in the register (column {letter})"),
        mark("{count} names became their codes in the register (column {letter})"),
    ),
}

ASKED: Mapping[str, str] = {
    "thousands": mark(
        "“{found}” can be read in two ways: the mark may stand between thousands or before decimals. Which is meant? "
        "The answer counts for all such numbers of {group}. Earlier values there: {earlier}."
    ),
    "old_font_cell": mark(
        "“{found}” looks typed in an old font ({font}). Is the text meant as restored here? The answer counts for the column."
    ),
    "others_missing": mark(
        "The file has nothing about {count} rows of the table {found}, such as: {first}. Do those rows stay? Otherwise the file "
        "replaces the whole table and they are removed."
    ),
    "noughts_lost": mark(
        "Codes of this column have {width} digits; “{found}” has fewer, as when a spreadsheet cuts off the noughts in front. "
        "Which is meant? The answer counts for the column."
    ),
    "day_month": mark("“{found}” can be read in two ways: which number is the day? The answer counts for the column."),
    "merged_blank": mark(
        "Cells below “{found}” are empty ({count}), as when cells were merged. Do they repeat the value above them?"
    ),
    "which_sheet": mark("Several sheets hold the columns of this table: {found}. Which one is meant?"),
    "country_row": mark("“{found}” stands among provinces. Is it a total to leave out, or the figure for the whole country?"),
    "totals_inside": mark("“{found}” looks like a row of totals in the middle of the table. May these rows be left out?"),
    "which_boundary": mark(
        "“{found}” is a province both before and after the merger of 1 July 2025, and the row does not say which "
        "(period: {period}). Which is meant? The answer counts for all such names of that period."
    ),
    "which_unit": mark("“{found}” may be one of several units of the register. Which is meant?"),
    "former_name": mark(
        "“{found}” is the former name of {name}, renamed on {day} (period: {period}). Is {name} meant?"
    ),
    "ended_unit": mark("“{found}” ended on {day}, and the row has no period that says whether it existed then. Is it meant?"),
}

MEASURES: Mapping[str, str] = {
    "assigned": mark("assigned"), "completed": mark("completed"), "completed-on-time": mark("completed on time"),
    "completed-late": mark("completed late"), "in-progress": mark("in progress"), "overdue": mark("overdue"),
    "completed-share": mark("share completed"), "overdue-share": mark("share overdue"),
    "in-progress-share": mark("share in progress"), "overdue-still-open": mark("overdue and still open"),
    "overdue-since-completed": mark("overdue, completed since"), "not-completed": mark("not completed"),
    "not-completed-share": mark("share not completed"), "on-time-rate": mark("share on time"),
}
"""What the tables of tasks count, in words."""

CHOICES: Mapping[str, str] = {
    "thousands": mark("a mark between thousands: {label}"),
    "decimals": mark("a mark before decimals: {label}"),
    "day-first": mark("day before month: {label}"),
    "month-first": mark("month before day: {label}"),
    "restore": mark("yes, it reads: {label}"),
    "keep": mark("no, it stays as it is: {label}"),
    "keep-others": mark("yes, the other rows stay as they are"),
    "whole-table": mark("no, the file is the whole table"),
    "noughts": mark("with noughts in front: {label}"),
    "as-written": mark("as it is written: {label}"),
    "repeat": mark("yes, repeat the value above: {label}"),
    "leave": mark("no, leave the cells empty"),
    "drop": mark("leave the row out"),
    "vn": mark("the figure for the whole country"),
    "63": mark("the province before the merger: {label}"),
    "34": mark("the province since the merger: {label}"),
}

REFUSED: Mapping[str, Rule] = {
    "table_unknown": Rule(
        ERROR, mark("“{found}” is not one of the tables."), mark("Choose the table that the file is for."), mark("{names}"),
    ),
    "too_many_columns": Rule(
        ERROR, mark("The row has {count} cells."), mark("Delete what is beside the table."), mark("At most {limit} columns."),
    ),
    "cell_too_large": Rule(
        ERROR, mark("A cell holds more than {limit} characters."),
        mark("Shorten the text; if it is not one text, a quotation mark was left open."), mark("At most {limit} characters."),
    ),
    "too_many_changes": Rule(
        ERROR, mark("More than {limit} cells would have to be changed; nobody could confirm that."), _SAVE,
    ),
    "nul_byte": Rule(ERROR, mark("Line {line} holds a byte that no text has (NUL)."), _SAVE),
    "encoding_unknown": Rule(
        ERROR,
        mark("Line {line} is not UTF-8 text (byte {byte}), and no known Vietnamese character set makes words of it."),
        _SAVE, mark("UTF-8, UTF-16, Windows-1258, TCVN3 (ABC), VNI."),
    ),
    "encoding_mixed": Rule(
        ERROR,
        mark("Line {line} is stored in another character set than the lines before it (byte {byte}): two files were joined."),
        mark("Save both files as “CSV UTF-8” first, then join them."), mark("One character set in the whole file."),
    ),
    "encoding_names": Rule(
        ERROR,
        mark("Read as {encoding}, only {known} of {count} names are in the register: the letters may be wrong."),
        _SAVE, mark("At least 90 of 100 names in the register."),
    ),
    "accents_piled": Rule(
        ERROR, mark("A letter carries more than {limit} accents."), _TYPE, mark("At most {limit} accents on a letter."),
    ),
    "letters_replaced": Rule(
        ERROR, mark("A letter was lost: the mark � (U+FFFD) stands in its place, and which letter it was cannot be "
                    "known."), _TYPE,
    ),
    "old_font": Rule(
        ERROR, mark("The text was written for an old font (TCVN3, VNI) or converted twice, and not all of it can be restored."),
        _FONT,
    ),
    "old_font_cell": Rule(
        ERROR, mark("“{found}” was typed in an old font ({font}), and not all of the cell can be restored."), _FONT,
    ),
    "header_not_found": Rule(
        ERROR, mark("No row holds the names of the columns."),
        mark("Write the names of the columns above the data."), mark("{names}"),
    ),
    "rows_above": Rule(
        ERROR, mark("A row above the header holds {count} cells: it may be data, or the header has several rows."),
        mark("Keep one header row, directly above the data."),
    ),
    "header_two_rows": Rule(
        ERROR, mark("The row below the header has words where numbers and dates must be: the header seems to have two rows."),
        mark("Keep one header row, directly above the data."),
    ),
    "decimal_commas": Rule(
        ERROR, mark("Numbers are written with a comma, and commas also separate the columns: {count} rows have too many cells."),
        mark("Delete no cells, or digits are lost. Open the original file in the spreadsheet and bring it in as XLSX, or as "
             "CSV with columns separated by semicolons."),
        mark("XLSX, or semicolons between the columns."),
    ),
    "two_tables": Rule(
        ERROR, mark("A second header stands here: the sheet holds two tables."),
        mark("Put each table in a file of its own, or delete the second header."),
    ),
    "no_rows": Rule(
        ERROR, mark("The file has a header but no rows."), mark("Fill in the rows, or leave the table as it is."),
    ),
    "column_twice": Rule(
        ERROR, mark("Two headings mean the column {name}: “{first}” and “{found}”."),
        mark("Leave the heading over the column that is meant, and delete the other column."), mark("{name} once."),
    ),
    "column_unknown": Rule(
        ERROR, mark("The heading “{found}” is none that the table knows."),
        mark("If it stands over one of the missing columns, write that name over it: its cells are needed. If it is no part of "
             "the table, delete the column."),
        mark("Columns that the file lacks: {missing}."),
    ),
    "encoding_wide": Rule(
        ERROR, mark("Row {line}: the file is UTF-16 text that is cut off or damaged (byte {byte})."),
        mark("Open the original file in the spreadsheet and save it again, as XLSX or “CSV UTF-8”."),
    ),
    "number_date": Rule(
        ERROR, mark("A number is needed, and this is a date: the spreadsheet may have turned a number such as 5/1 or 1-2 into it."),
        mark("Format the column as Text and type the number again from its source."), mark("A number, or an empty cell."),
    ),
    "percent_unit": Rule(
        ERROR, mark("The number carries a per-cent sign, but its unit is: {unit}."),
        mark("Write the number in that unit, without the sign."), mark("A number, unit: {unit}."),
    ),
    "date_serial": Rule(
        ERROR, mark("“{found}” is how a spreadsheet counts days; it may stand for {day}."),
        mark("Format the column as Text and type the date again, such as {day}."),
        mark("2025, 2025-10 or 2025-10-21."),
    ),
    "year_strange": Rule(
        ERROR, mark("The year {year} cannot be meant."), mark("Write the year of the common calendar."),
        mark("Years from 1900 to 2100."),
    ),
    "workbook_broken": Rule(ERROR, mark("The workbook cannot be read."), mark("Open it, save it again as XLSX, and bring it in.")),
    "workbook_large": Rule(
        ERROR, mark("The workbook is packed so densely that unpacking it would take too much memory."),
        mark("Copy the table to a new workbook, values only."),
        mark("At most {limit} MB when unpacked, {parts} parts."),
    ),
    "workbook_parts": Rule(
        ERROR, mark("The workbook holds something that is not a plain table: {kind}."),
        mark("Copy the table to a new workbook, values only."), mark("A workbook with cells only."),
    ),
    "workbook_formula": Rule(
        ERROR, mark("The cell holds a formula."),
        mark("Copy the column and paste it as values, then bring the file in again."), mark("Values, no formulas."),
    ),
    "workbook_format": Rule(
        ERROR, mark("The cell shows something else than it holds, because of its number format ({shown})."),
        mark("Give the cell the format “General”, look whether it shows what is meant, and bring the file in again."),
        mark("A cell that shows the number or the date it holds."),
    ),
    "workbook_merged": Rule(
        ERROR, mark("The sheet has more than {limit} merged cells."),
        mark("Copy the table to a new workbook, values only."), mark("One row for each thing, without merged cells."),
    ),
    "merged_across": Rule(
        ERROR, mark("Cells of this row are merged across columns: which of them the text belongs to cannot be known."),
        mark("Undo the merging and fill in each cell."), mark("Each cell in its own column."),
    ),
    "workbook_hidden": Rule(
        ERROR, mark("Rows or columns of the sheet are hidden: {count}. What is hidden may not be meant."),
        mark("Clear the filter and show everything, or copy what is meant to a new sheet."),
    ),
    "workbook_cells": Rule(
        ERROR, mark("The sheet has more than {limit} cells."), mark("Delete what is not data, also below and beside the table."),
        mark("At most {limit} cells."),
    ),
    "reading_stopped": Rule(
        ERROR, mark("Reading the file took more than {memory} MB of memory or {seconds} seconds, or failed, so it was stopped."),
        mark("Copy only the table to a new workbook, values only, or save it as “CSV UTF-8”, and bring that in."),
        mark("One plain table."),
    ),
    "workbook_time": Rule(
        ERROR, mark("The cell holds a day with an hour."), mark("Write the day only."), mark("2025-10-21"),
    ),
}


def rule(code: str) -> Rule:
    """The texts of a refusal: the intake's own, else those of the check; KeyError for neither."""
    return REFUSED.get(code) or RULES[code]
