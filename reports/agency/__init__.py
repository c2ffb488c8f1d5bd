"""The agency's own pages: home, the report's page, check, decide, handover, files.

Nothing imports this room but the addresses. Never here: what the bureau sees, a rule, a table,
anything that another page needs too (that stands in `display`).
"""
