"""Past years' reports as they were published: files and sheets read, matched, confirmed, taken in.

Called by the addresses and by `manage.py import_reports`. Never here: reading a file (`reading`),
what becomes of a report's state (`workflow/past_reports.py`); nothing is taken in unconfirmed.
"""
