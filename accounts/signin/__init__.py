"""Sign-in, passwords, lockout, rate limits, break-glass, bootstrap, separation of duties, appearance.

Called by middleware, admin pages and commands. Never here: what somebody may do with a report.
"""
