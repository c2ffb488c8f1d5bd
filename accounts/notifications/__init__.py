"""Telling people: notices, their delivery by mail and text message, jobs, quiet hours.

`notify` is the one way to tell somebody. Never here: who is concerned by a move (that is
`reports.workflow`), or sending within a request.
"""
