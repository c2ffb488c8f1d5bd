"""An agency's working copy: storage, merging, carry-over, explanations, assignments, access.

Called by the workflow app and the pages. Never here: a request, a page, a move; `storage` is the
only way a figure comes into the database or out of it.
"""
