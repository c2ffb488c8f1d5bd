"""The offline workbook: an agency's own report to fill in without the portal, and back again.

`write_workbook` makes it, `read_in_child` reads what came back. It carries a `Stamp` that says
whose it is and what every place showed, so that only what was changed since is proposed. Called by
intake. Pure: never here Django, the database, or a signature's key (the caller signs).
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
