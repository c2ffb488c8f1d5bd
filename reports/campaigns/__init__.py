"""A year and its days: opening, deadlines, concessions, punctuality, totals.

Called by drafts and whatever stands above. Never here: one report's content, or who is told.
"""
