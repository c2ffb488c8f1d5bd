"""What figures show beyond the rules: outliers, trends, key figures, text diff, schedules. Pure.

Plain data in, plain data out. Never here: Django, the database, the clock, or a finding (that is
`rules`).
"""
