"""Turns PDF documents with a text layer into blocks: lines of text, and tables by their lines.

`opened` bounds and opens a file, `pages` finds tables and lines on a page, `marks` says which signs
are shown and how, `flow` puts the pages together. Scans are refused: what a program recognised in
a picture is a guess. Called by `files`, in the child process.
"""

from reports.reading.pdf.opened import pdf_blocks

__all__ = ["pdf_blocks"]
