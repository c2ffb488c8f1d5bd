"""The statutory form: editions and their cells, content, numbers, equations, places. Pure.

The lowest room: it imports nothing of ours. Never here: Django, the database, or anything about a
single agency's report.
"""
