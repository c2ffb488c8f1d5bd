"""28 November 2026, 18:05; the order of day and month can be mistaken by nobody."""

DATE_FORMAT = SHORT_DATE_FORMAT = "j F Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = SHORT_DATETIME_FORMAT = "j F Y H:i"
SECONDS_FORMAT = "j F Y H:i:s"  # the trail, where the order within a minute counts
MONTH_DAY_FORMAT = "j F"
SHEET_FORMAT = "d mmmm yyyy"  # of a cell that holds a date
