"""The agency's own pages: home, the report's page, check, decide, handover, files.

Only the addresses import this room. Never here: what the bureau sees, a rule, a table, or anything
that another page needs too (that belongs in `display`).
"""
