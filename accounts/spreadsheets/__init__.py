"""Workbooks and CSV read and written safely: bounded archives, reading, writing, formula guard.

Called by admin pages; reports are read with `archives`. Never here: what a sheet's columns mean.
"""
