"""People, notices and the trail in the admin, and the sheets of regions, agencies and people.

Called by the admin of accounts and of reports. Never here: a rule about passwords or duties (that
is `signin`), or what the trail writes.
"""
