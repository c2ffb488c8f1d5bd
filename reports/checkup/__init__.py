"""What anybody may ask about a published report, without an account: `/checkup/` reads and checks a
file, `/rules/` lists every rule.

Only the addresses import this room. Never here: a row, a file or a line of the trail about what was
read, a draft, or anything that one agency filed.
"""
