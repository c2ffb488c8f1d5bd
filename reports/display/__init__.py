"""What several pages show: findings, marked text, threads, outliers, changes, versions, buttons.

Called by the rooms of pages. Never here: an address of its own, a change to a report, or what only
one page shows.
"""
