"""Sign-in, passwords, lockout, rate limits, break-glass, bootstrap, duties apart, appearance.

Called by middleware, admin pages and commands. Never here: what somebody may do with a report.
"""
