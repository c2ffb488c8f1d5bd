"""A reporting year and its dates: opening, deadlines, concessions, punctuality, totals.

Called by drafts and the rooms above it. Never here: one report's content, or who is notified.
"""
