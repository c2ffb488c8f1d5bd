"""The append-only trail: record, chain, seals, verification, labels, filter, export, its pages.

Only `record` writes a line, in the transaction of the act. Never here: a change to a line, or what
an act of reports means beyond its label.
"""
