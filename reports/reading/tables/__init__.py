"""Reads the cells of a section's tables out of the pieces of any format.

`slots` prepares cells for comparison, `rows` finds the labels and what stands beside them, `heads`
the columns, `geometry` decides once for the whole table which figure belongs to which column, and
`reading` fills the cells. Called by `report` alone. Never here: a format.
"""

from reports.reading.tables.reading import FoundTable, read_tables
from reports.reading.tables.slots import LONGEST_LABEL

__all__ = ["LONGEST_LABEL", "FoundTable", "read_tables"]
