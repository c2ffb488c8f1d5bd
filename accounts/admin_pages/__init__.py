"""Admin pages for people, notices and the trail, and the sheets of regions, agencies and people.

Called by the admin of accounts and of reports. Never here: a rule about passwords or duties (those
are in `signin`), or what the trail writes.
"""
