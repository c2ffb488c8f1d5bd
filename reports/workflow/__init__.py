"""The workflow app: moves, machine, guards, route, refusals, threads, reminders, with its tables.

Only `machine.make_move` writes a report's status. Called by the rooms of pages. Never here: how
something looks, or what a draft holds before it is moved.
"""
