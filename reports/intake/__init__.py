"""Input from files: upload, proposals, comparison, the offline workbook.

Called by the addresses and by pages above. Never here: parsing (that is in `reading` and
`workbook`); nothing from a file is written to a report before somebody has confirmed it.
"""
