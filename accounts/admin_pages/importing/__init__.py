"""The steps of an import: what each asks, what it shows, which files it keeps and hands out.

Called by `import_export`. Never here: what a sheet's columns mean (the resources say that), or a
write to the database.
"""
