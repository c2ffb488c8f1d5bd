"""What a copied report still says: another year, another agency. Pure.

Called by `rules.check` and, for the names it may mean, by who asks the portal's list of agencies.
Never here: whether the title and the form fit the year (`rules.narrative`).
"""
