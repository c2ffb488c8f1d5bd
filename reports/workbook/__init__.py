"""The offline workbook: an agency's own report, to fill in without the portal and bring back.

`write_workbook` makes it, `read_in_child` reads it when it comes back. It carries a `Stamp` saying
whose it is and what every place showed, so that only later changes are proposed. Called by intake.
Pure: never here Django, the database, or a signature's key (the caller signs).
"""

from reports.workbook.child import read_in_child
from reports.workbook.notices import Weight, WorkbookRemark
from reports.workbook.reading import Filled, read_workbook
from reports.workbook.stamp import BrokenSeal, Stamp, in_chinese, open_seal, seal
from reports.workbook.writing import write_workbook

__all__ = [
    "BrokenSeal",
    "Filled",
    "WorkbookRemark",
    "Stamp",
    "Weight",
    "in_chinese",
    "open_seal",
    "read_in_child",
    "read_workbook",
    "seal",
    "write_workbook",
]
