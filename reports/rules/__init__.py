"""What must hold for a report: check, figure checks, narrative, privacy, listed words. Pure.

`check` takes a whole report as plain data and returns findings, none when all is well. Never here:
Django, the database, or a rule that only a page enforces and not the server.
"""
