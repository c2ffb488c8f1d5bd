"""Somebody who is away names a colleague to stand in for them, for a range of days.

Called wherever it matters in whose name somebody acts. Never here: sign-in, or rights of its own: a
delegation only lends what the delegator holds.
"""
