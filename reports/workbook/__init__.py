"""The offline workbook: an agency's own report, to fill in without the portal and bring back.

`write_workbook` makes it, `read_in_child` reads it when it comes back. It carries a `Stamp` saying
whose it is and what every place showed, so that only later changes are proposed. Called by intake.
Pure: never here Django, the database, or a signature's key (the caller signs).
"""

from reports.workbook.child import read_in_child
from reports.workbook.notices import Weight, WorkbookRemark
from reports.workbook.reading import Filled, read_workbook
from reports.workbook.stamp import (
    BrokenSignature,
    Stamp,
    in_chinese,
    read_signed_stamp,
    sign_stamp,
)
from reports.workbook.writing import write_workbook

__all__ = [
    "BrokenSignature",
    "Filled",
    "WorkbookRemark",
    "Stamp",
    "Weight",
    "in_chinese",
    "read_in_child",
    "read_signed_stamp",
    "read_workbook",
    "sign_stamp",
    "write_workbook",
]
