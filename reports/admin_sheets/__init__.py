"""The administrator's sheets of reports, campaigns and listed words, in and out.

Called by `admin` alone. Never here: how a workbook is read or written (`accounts.spreadsheets`),
or what the bureau exports.
"""
