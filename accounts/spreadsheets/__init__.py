"""Workbooks and CSV read and written safely: bounded archives, reading, writing, formula guard.

Called by admin pages, and `archives` by the reading of reports. Never here: what a sheet's columns
mean.
"""
