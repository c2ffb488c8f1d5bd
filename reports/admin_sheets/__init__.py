"""Import and export of the administrator's sheets: reports, campaigns and listed words.

Called by `admin` alone. Never here: how a workbook is read or written (`accounts.spreadsheets`), or
what the bureau exports.
"""
