"""Who is away names a colleague who stands in, from a day to a day.

Called by whoever asks in whose name somebody acts. Never here: sign-in, or a right of its own: a
delegation lends what the other holds.
"""
