"""Tables into tables, tables into words. Pure: no clock, no files, no network; dates are arguments."""
