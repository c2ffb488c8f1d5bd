"""An agency's working copy: storage, merging, carry-over, explanations, assignments, access.

Called by the workflow app and the pages. Never here: a request, a page, a move; figures enter and
leave the database through `storage` only.
"""
