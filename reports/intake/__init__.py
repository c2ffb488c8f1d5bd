"""What comes from files: upload, proposals, comparison, the offline workbook.

Called by the addresses and by pages above. Never here: parsing (that is `reading` and `workbook`);
nothing of a file is written to a report before somebody confirmed it.
"""
