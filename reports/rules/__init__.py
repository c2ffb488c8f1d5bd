"""What must hold of a report: check, figure checks, narrative, privacy, listed words. Pure.

`check` takes a whole report as plain data and returns findings, none when all is well. Never here:
Django, the database, or a rule that a page knows and the server does not.
"""
