"""2026年11月28日 18:05; what is not named here is as Django has it."""

DATE_FORMAT = SHORT_DATE_FORMAT = "Y年n月j日"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = SHORT_DATETIME_FORMAT = "Y年n月j日 H:i"
SECONDS_FORMAT = "Y年n月j日 H:i:s"  # the trail, where the order within a minute counts
MONTH_DAY_FORMAT = "n月j日"
SHEET_FORMAT = 'yyyy"年"m"月"d"日"'  # of a cell that holds a date
