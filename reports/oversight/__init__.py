"""The county's pages: the board, the county overview, the aggregate, and their workbooks.

Only pages above may call it. Never here: what concerns one report alone, or a change to a report;
sums are computed in SQL, never by a loop over reports.
"""
