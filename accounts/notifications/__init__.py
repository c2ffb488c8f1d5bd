"""Telling people: notices, their delivery by mail and text message, jobs, quiet hours.

`notify` is the only way to tell somebody. Never here: whom a move concerns (that is in
`reports.workflow`), or sending within a request.
"""
