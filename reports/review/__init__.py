"""The bureau's pages: queue, desk, differences, bulk approval, comments, concessions, phrases.

Only `oversight`, `agency` and the addresses may call it. Never here: who may do what (that is in
`workflow`), what the agency fills in, a table.
"""
