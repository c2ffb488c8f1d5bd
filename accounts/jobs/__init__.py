"""Imports and exports of many rows: asked for, run by the worker, waiting in the person's list.

Called by `admin_pages`, which says what is to be run, and by the worker. Never here: what a sheet
means, or a write to what it is about.
"""
