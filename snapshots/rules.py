"""The catalogue of rules: what each finding says. The English text is the message id (`locale/vi/snapshots.po`)."""

from collections.abc import Mapping
from dataclasses import dataclass

ERROR, QUESTION, NOTE = "error", "question", "note"


@dataclass(frozen=True)
class Rule:
    """Severity and three texts: what is wrong, what is allowed, what to do."""

    severity: str
    message: str
    remedy: str
    allowed: str = ""


_SAVE_AS = "Open the table in the spreadsheet and save it as “CSV UTF-8”, separated by commas."
_LOOK = (
    "Look at the source page. If the cell is a slip, correct it; if the source says so, leave it and answer that it does."
)
_TYPE_AGAIN = "Delete the cell and type its content again."

RULES: Mapping[str, Rule] = {
    # the file
    "file_missing": Rule(
        ERROR,
        "The table is not in the folder.",
        "Copy {name} from the newest snapshot; a table without rows keeps its header row.",
    ),
    "file_extra": Rule(
        NOTE,
        "This file is not one of the tables and is not published.",
        "Nothing, unless it was meant to be a table: then give it the table's name.",
    ),
    "file_too_large": Rule(
        ERROR,
        "The file has {size} MB.",
        "Remove what is not data, or ask the developers.",
        "At most {limit} MB.",
    ),
    "too_many_rows": Rule(
        ERROR,
        "The file has {count} lines.",
        "Delete the empty rows below the table.",
        "At most {limit} lines.",
    ),
    "file_not_csv": Rule(ERROR, "This is not a CSV file but {kind}.", _SAVE_AS),
    "encoding_utf16": Rule(ERROR, "The file is saved as “Unicode text” (UTF-16).", _SAVE_AS, "UTF-8."),
    "encoding_invalid": Rule(
        ERROR,
        "Line {line} is not UTF-8 text (byte {byte}): the letters would be wrong.",
        _SAVE_AS,
        "UTF-8.",
    ),
    "encoding_mark": Rule(
        NOTE,
        "The file begins with an invisible mark (BOM), which is removed on publishing.",
        "Nothing.",
    ),
    "letters_joined": Rule(
        NOTE,
        "Letters written with separate accent marks are joined on publishing (NFC).",
        "Nothing.",
    ),
    "line_ends": Rule(
        ERROR, "Line {line} ends in the way of very old computers (a carriage return, CR, without a line feed).", _SAVE_AS,
    ),
    # the structure
    "file_empty": Rule(ERROR, "The file is empty.", "Copy the table from the newest snapshot."),
    "separator": Rule(
        ERROR,
        "The columns are separated by {mark}, not by commas.",
        "Save the file again with the comma as separator and the point as decimal mark (in the spreadsheet: "
        "Save as, edit filter settings).",
        "Commas between columns, a point before decimals.",
    ),
    "separator_line": Rule(ERROR, "The first line “{found}” is not the header row.", "Delete that line."),
    "header_lower": Rule(
        ERROR,
        "The header row is not the first row but row {header_row}.",
        "Delete the rows above the header row.",
    ),
    "column_missing": Rule(
        ERROR,
        "Missing in the header row: {name}.",
        "Add each column; its name must be written exactly so.",
    ),
    "column_unknown": Rule(
        ERROR,
        "The table has no column “{found}”.",
        "Delete the column, or give it its right name.",
        "{names}",
    ),
    "column_renamed": Rule(ERROR, "The table has no column “{found}”.", "Rename it to {suggestion}.", "{names}"),
    "column_twice": Rule(ERROR, "Column {found} is there twice.", "Delete one of the two."),
    "column_blank": Rule(ERROR, "A column has no name.", "Give the column its name, or delete it."),
    "column_order": Rule(
        NOTE,
        "The columns are in another order; they are put in the declared order on publishing.",
        "Nothing.",
    ),
    "row_long": Rule(
        ERROR,
        "The row has {count} cells, the header has {wanted}.",
        "Delete the cells too many; a text with a comma inside must be in quotes.",
        "{wanted} cells",
    ),
    "row_short": Rule(
        ERROR,
        "The row has {count} cells, the header has {wanted}.",
        "Add the missing cells; an empty cell still needs its comma.",
        "{wanted} cells",
    ),
    "row_blank": Rule(ERROR, "The row is empty.", "Delete the row."),
    "quote": Rule(
        ERROR,
        "A quotation mark in this row is not closed, or text follows it.",
        "Put the whole text of the cell in quotes and double every quotation mark inside it.",
    ),
    "too_broken": Rule(ERROR, "Reading stopped here: too many rows are malformed.", _SAVE_AS),
    # the cells
    "required": Rule(
        ERROR,
        "The cell is empty.",
        "Fill it in, or delete the row.",
        "This column must be filled in every row.",
    ),
    "number_comma": Rule(
        ERROR,
        "The number is written with a comma.",
        "Write the decimals with a point: {suggestion}.",
        "Digits, with a point before decimals, such as -12.5.",
    ),
    "number_percent": Rule(
        ERROR,
        "The number carries a percent sign.",
        "Look up the unit of the indicator in indicators.csv. If it is per cent, delete the sign; otherwise write the number "
        "in that unit: 82.41 % is 0.8241 in an index from 0 to 1.",
        "Digits, with a point before decimals, such as -12.5.",
    ),
    "number_thousands": Rule(
        ERROR,
        "The number has marks between the thousands.",
        "Write it without them: {suggestion}.",
        "Digits, with a point before decimals, such as -12.5.",
    ),
    "number_comma_either": Rule(
        ERROR,
        "The comma may stand before decimals or between thousands.",
        "Look at the source: write {suggestion} if these are decimals, {whole} if they are thousands.",
        "Digits, with a point before decimals, such as -12.5.",
    ),
    "number_long": Rule(
        ERROR,
        "The number has {digits} digits.",
        "Write it as the source prints it.",
        "At most {limit} digits.",
    ),
    "number_word": Rule(
        ERROR,
        "This is a word for “no value”, not a number.",
        "Leave the cell empty and say why in the column status.",
        "A number, or an empty cell.",
    ),
    "number_form": Rule(
        ERROR,
        "This is not a number in plain digits.",
        "Write the number in plain digits, without spaces, signs, zeros in front or powers of ten.",
        "Digits, with a point before decimals, such as -12.5.",
    ),
    "integer_form": Rule(
        ERROR,
        "This is not a whole number.",
        "Write a whole number without decimals.",
        "Whole numbers, such as 34.",
    ),
    "too_small": Rule(ERROR, "The value is too small.", "Correct the value.", "At least {limit}."),
    "too_large": Rule(ERROR, "The value is too large.", "Correct the value.", "At most {limit}."),
    "precision": Rule(
        QUESTION,
        "The number has {digits} significant digits.",
        "Write it as the source prints it.",
        "As printed by the source, at most 15 significant digits.",
    ),
    "not_in_list": Rule(ERROR, "This value is not in the list.", "Choose one of the allowed values.", "{names}"),
    "not_in_list_close": Rule(ERROR, "This value is not in the list.", "Write {suggestion}.", "{names}"),
    "form_id": Rule(
        ERROR,
        "This is not a code (id) as the tables write it.",
        "Write it in small letters without accents, words joined by hyphens.",
        "Small letters a–z, digits and hyphens, such as ha-noi.",
    ),
    "form_ids": Rule(
        ERROR,
        "This is not a list of codes (ids).",
        "Separate the codes by semicolons, without spaces.",
        "Codes separated by semicolons, such as conflict;doubt.",
    ),
    "form_date": Rule(
        ERROR,
        "This is not a date.",
        "Write year-month-day, as exactly as it is known.",
        "2025, 2025-10 or 2025-10-21.",
    ),
    "form_period": Rule(
        ERROR,
        "This is not a period.",
        "Write the period in one of the allowed ways.",
        "2024, 2025-H1, 2025-Q3, 2025-10, 2025-10-21, or a span such as 2021/2025.",
    ),
    "form_due": Rule(
        ERROR,
        "This is not a due date.",
        "Write the period in one of the allowed ways.",
        "2030, 2026-06, a span such as 2021/2030, or yearly.",
    ),
    "form_url": Rule(
        ERROR,
        "This is not a web address.",
        "Copy the whole address of the page.",
        "http:// or https://, without spaces.",
    ),
    "form_code5": Rule(
        ERROR,
        "This is not a code of five digits.",
        "Write all five digits; a spreadsheet may have cut the zeros in front.",
        "Five digits, such as 06994.",
    ),
    "calendar": Rule(ERROR, "The calendar has no such day.", "Correct the date."),
    "period_order": Rule(ERROR, "The span ends before it begins.", "Put the earlier period first."),
    "formula": Rule(
        ERROR,
        "The cell begins like a formula.",
        "Replace it by its result, or begin the text with a letter.",
        "Text that does not begin with =, +, -, @ or a tab. Only a note may begin with a number and its sign, such as "
        "-2 %, or with a dash and a space; it then has no | and no exclamation mark or opening bracket joined to a word.",
    ),
    "formula_inside": Rule(
        ERROR,
        "After a semicolon or a line break the cell goes on like a formula.",
        "Write a word after the semicolon or the line break, or take the sign away.",
        "No = after a semicolon or a line break; after a +, - or @ there, no | and no exclamation mark or opening "
        "bracket joined to a word.",
    ),
    "control_character": Rule(ERROR, "The cell holds an invisible character: {name} (U+{code}).", _TYPE_AGAIN),
    "line_break": Rule(
        ERROR,
        "The cell holds a line break.",
        "Write the text on one line.",
        "Line breaks are allowed only in texts for readers (_vi, _en).",
    ),
    "stray_space": Rule(ERROR, "The cell begins or ends with a space.", "Delete the space."),
    "excel_error": Rule(
        ERROR,
        "The cell holds a spreadsheet error.",
        "Correct the formula in your own workbook and paste its result.",
    ),
    "wrong_letters": Rule(
        ERROR,
        "The Vietnamese letters were damaged when the file was converted.",
        "Go back to the original file and save it as “CSV UTF-8”.",
    ),
    "lost_letters": Rule(ERROR, "Letters were replaced by question marks.", "Type the text again from its source."),
    "letter_eth": Rule(ERROR, "The letter Ð here is the Icelandic eth, not the Vietnamese Đ.", "Write {suggestion}."),
    # the keys
    "duplicate_key": Rule(
        ERROR,
        "Rows {first} and {second} are about the same thing: {key}.",
        "Delete one of them, or correct what tells them apart.",
        "No two rows agree in all of these columns: {names}.",
    ),
    "unknown_id": Rule(
        ERROR,
        "“{found}” is not in {table}.csv.",
        "Correct the id, or add it to {table}.csv first.",
        "An id of {table}.csv.",
    ),
    "unknown_id_close": Rule(
        ERROR,
        "“{found}” is not in {table}.csv.",
        "Did you mean {suggestion}? Otherwise add it to {table}.csv first.",
        "An id of {table}.csv.",
    ),
    # the tables together
    "entity_ended": Rule(
        ERROR,
        "{name} ended on {day} and is not one of the {boundary} provinces. It was merged into {into}.",
        "If the figure is for the old territory, write 63 in the column boundary; if it is for the new one, write "
        "the code (id) of the new province.",
        "Provinces that exist within boundary {boundary}.",
    ),
    "entity_not_yet": Rule(
        ERROR,
        "{name} exists since {day} only and is not one of the {boundary} provinces.",
        "If the figure is for the old territory, write the code (id) of the old province, which ends in -63; "
        "otherwise write 34 in the column boundary.",
        "Provinces that exist within boundary {boundary}.",
    ),
    "entity_outside": Rule(
        ERROR,
        "{name} did not exist in {period}: it is valid {valid}. {into}",
        "Use the unit that existed in that period, or correct the period.",
        "Units that existed in the period.",
    ),
    "validity_order": Rule(ERROR, "The unit ends before it begins.", "Correct valid_from or valid_to."),
    "rank_over": Rule(ERROR, "Rank {rank} is out of {out_of}.", "Correct the rank or out_of.", "1 to {out_of}."),
    "out_of_edition": Rule(
        QUESTION,
        "The column out_of says {out_of}, but the edition ranks {population} units.",
        _LOOK,
        "{population}",
    ),
    "rank_order": Rule(
        QUESTION,
        "Rank {rank} does not follow from the values: {value} would be rank {expected}.",
        _LOOK,
        "{expected}",
    ),
    "rank_order_many": Rule(
        QUESTION,
        "{count} ranks of {group} do not follow from the values. Out of order, each with its rank (its value → the rank "
        "of this value): {names}. The others have moved because of these.",
        "Compare the rank and the value of each unit named with the source page; correct the one that is wrong, leave it "
        "if the source prints so.",
    ),
    "scale": Rule(
        ERROR,
        "{value} is outside the scale of {indicator}.",
        "Correct the value, or the scale in indicators.csv.",
        "{low} to {high}",
    ),
    "scale_order": Rule(ERROR, "The scale ends below the value it begins with.", "Correct scale_min or scale_max."),
    "share_range": Rule(
        ERROR,
        "A share cannot be {value}.",
        "Correct the value, or the unit of {indicator} in indicators.csv.",
        "0 to 100",
    ),
    "edition_boundary": Rule(
        ERROR,
        "Edition {edition} is for the {boundary} provinces, and the row says otherwise.",
        "Write the boundary of the edition, or correct the edition.",
        "{boundary}",
    ),
    "edition_dataset": Rule(
        ERROR,
        "Edition {edition} belongs to dataset {dataset}, and the row says otherwise.",
        "Correct the dataset or the edition.",
        "{dataset}",
    ),
    "edition_period": Rule(
        QUESTION,
        "Edition {edition} describes {period}, and the row says otherwise.",
        "Correct the period or the edition.",
        "{period}",
    ),
    "indicator_dataset": Rule(
        ERROR,
        "Indicator {indicator} belongs to dataset {dataset}, and the row says otherwise.",
        "Correct the dataset or the indicator.",
        "{dataset}",
    ),
    "edition_incomplete": Rule(
        ERROR,
        "The edition is declared complete with {population} units, but observations.csv has figures of {count}. "
        "Missing: {names}.",
        "Add the missing rows, or write partial in the column coverage of editions.csv.",
        "{population} units",
    ),
    "indicator_incomplete": Rule(
        QUESTION,
        "Edition {edition} is complete, but these indicators lack some of its {population} units: {names}.",
        "Add the rows if the source has them; otherwise leave it: a partial table is not ranked.",
        "{population} units",
    ),
    "task_empty": Rule(
        ERROR,
        "The row has no value and no note that says why.",
        "Fill in the value, or say in note_vi and note_en what the source does say.",
    ),
    "observation_empty": Rule(
        ERROR,
        "The row has no value, no rank and no grade, and does not say why.",
        "Fill in value, rank or grade, or write not_collected or not_applicable as status.",
    ),
    # against the snapshot shown now
    "rows_removed": Rule(
        QUESTION,
        "Rows of the current snapshot that are not in the draft: {count}. The first: {key}.",
        "Put them back unless they were wrong: a revision is a new row with a later published_on, the old row stays.",
    ),
    "unit_slip": Rule(
        QUESTION,
        "The value was {old} and is now {value} ({factor}). Is the unit or the decimal point right?",
        _LOOK,
    ),
    "unit_slip_many": Rule(
        QUESTION,
        "{count} values of {group} have changed by {factor}; the first was {old} and is now {value}. Is the unit "
        "right?",
        "Look at the unit the source prints. If the column was pasted in another unit, correct it; if the source "
        "says so, leave it and answer that it does.",
    ),
    "series_slip": Rule(
        QUESTION,
        "The value is {value}; for {earlier} it was {old} (about {factor}). Is the unit or the decimal point right?",
        _LOOK,
    ),
    "series_slip_many": Rule(
        QUESTION,
        "{count} values of {group} differ from those for {earlier} by about {factor}; the first is {value} after "
        "{old}. Is the unit right?",
        "Look at the unit the source prints. If the column was pasted in another unit, correct it; if the source "
        "says so, leave it and answer that it does.",
    ),
    "jump": Rule(
        QUESTION,
        "From {old} for {earlier} to {value}: a change of {change} a year. Until now it was about {usual} a year, "
        "and this is far beyond it.",
        _LOOK,
    ),
    "jump_many": Rule(
        QUESTION,
        "{count} values of {group} change far more than they ever did; the first goes from {old} for {earlier} "
        "to {value}.",
        "Look whether the definition or the unit has changed: then say so in the notes. Otherwise compare the column "
        "with the source page.",
    ),
    "sign_flip": Rule(
        QUESTION,
        "The value was {old} and is now {value}: its sign has changed. Is the minus right?",
        _LOOK,
    ),
    "outlier": Rule(
        QUESTION,
        "{value} lies far from the other {count} units, half of which lie between {low} and {high}.",
        _LOOK,
    ),
    "revision_unexplained": Rule(
        QUESTION,
        "Figures of {group} that were changed in place without a word why: {count}. The first: {old} is now {value} "
        "({first}).",
        "If the source published a new figure: put the old row back and add a row with a later published_on. If the "
        "old one was a slip: say so in note_vi and note_en.",
    ),
    "changed_unexplained": Rule(
        QUESTION,
        "Cells of the column {name} that were changed in place without a word why: {count}. {names}",
        "If the source states something new: put the old row back and add a new one, with its own day. If the old one "
        "was a slip: say so in the note, where the table has notes, and answer here.",
    ),
    "share_over": Rule(
        QUESTION,
        "{value} is outside 0 to 100, but the unit ({unit}) is a share of a whole.",
        _LOOK,
        "0 to 100",
    ),
    "weights_sum": Rule(
        QUESTION,
        "The weights of edition {edition} below {parent} add up to {total}.",
        "Compare each weight with the source page; correct the one that is wrong, leave it if the source prints so.",
        "1, 100, or the total of another edition.",
    ),
    "fewer_entities": Rule(
        QUESTION,
        "{group} has {count} units, {earlier} had {before}. Missing now: {names}.",
        "Add the missing rows if the source has them; leave it if the source lists fewer.",
        "{before} units",
    ),
    "parts_sum": Rule(
        QUESTION,
        "The parts add up to {sum}, not to {whole}: {names}.",
        "Compare each part with the source page; correct the one that is wrong, leave it if the source prints so.",
        "{whole} ± 0.1",
    ),
    "rank_pair": Rule(
        QUESTION,
        "Rank {rank} with {value} does not fit: {other} has {other_value} and rank {other_rank}.",
        _LOOK,
    ),
    "rank_pair_many": Rule(
        QUESTION,
        "{count} ranks of {group} do not fit the order of the values. Out of order, each with its rank (value): {names}.",
        "Compare the rank and the value of each unit named with the source page; correct the one that is wrong, leave it "
        "if the source prints so.",
    ),
    "period_copied": Rule(
        QUESTION,
        "All {count} values of {group} are the same as those for {earlier}. Was the older table copied?",
        "Compare with the source page; paste the new values, or leave it if the source repeats them.",
    ),
    "period_nearly_copied": Rule(
        QUESTION,
        "{same} of the {count} values of {group} are the same as those for {earlier}; only these differ: {names}. Was "
        "the older table copied?",
        "Compare with the source page; paste the new values, or leave it if the source repeats them.",
    ),
    "swapped": Rule(
        QUESTION,
        "Two units of {group} look swapped: each has about what the other had for {earlier}: {names}.",
        "Check that both values stand beside their own unit; if not, exchange them.",
    ),
    "sorted": Rule(
        QUESTION,
        "The {count} values of {group} stand in order of size, though the units do not stand in order of their values. "
        "Was the column sorted alone?",
        "Paste the column again together with its units, in one go.",
    ),
    "decimals_more": Rule(
        QUESTION,
        "Values of {group} with up to {digits} decimals: {count} ({names}). Until now this indicator had at most "
        "{usual}. Were they computed?",
        "Write the values as the source prints them; leave them if the source now prints more decimals.",
    ),
    "rank_shared": Rule(
        QUESTION,
        "{count} units of {group} have rank {rank}, without values that show a tie: {names}.",
        _LOOK,
    ),
    "shifted": Rule(
        QUESTION,
        "{shifted} of the {count} values of {group} look shifted (rows: {rows}; from {first} to {last}): each unit has "
        "what a neighbour had for {earlier}.",
        "Check that every value stands beside its own unit; if not, paste the column again, moved up or down.",
    ),
    "questions_many": Rule(
        QUESTION,
        "There are {count} questions of one kind ({code}), more than can be answered one by one.",
        "Look for the common cause, such as a wrong unit or a shifted column, mend it and check again.",
        "At most {limit}.",
    ),
}
