"""Agencies, people, roles, sign-in, delegation, notices and the trail. Knows nothing of reports.

Rooms from the admin's pages down to the tables. Never here: code outside a room.
"""
