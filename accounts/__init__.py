"""Who: agencies, people, roles, sign-in, delegation, notices, the trail. Knows nothing of reports.

Rooms from the admin's pages down to the tables. Never here: code. Whatever is written has a room.
"""
