"""Reads published reports and checks them: `manage.py check_report FILE`. Needs no database.

Exit status: 0 for no error findings, 1 for some, 2 if something could not be read. It is started
without the apps (manage.py), so that nothing here may import a model.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand
from django.utils.translation import gettext

from reports.management.checked_files import CheckedFile, NotRead, all_checked, checked, files_in
from reports.management.printing import as_json, as_table, as_words


class Command(BaseCommand):
    help = "Read published annual reports and check figures and texts; needs no database."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files",
            type=Path,
            nargs="+",
            metavar="file",
            help="a report (.docx, .html, .xlsx, .pdf, .json or text), several, or a folder",
        )
        parser.add_argument("--year", type=int, help="the reporting year, where the title errs")
        parser.add_argument("--previous", type=Path, help="the report of the year before")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(
        self,
        *,
        files: Sequence[Path],
        year: int | None,
        previous: Path | None,
        json: bool,
        **options: Any,
    ) -> None:
        if len(files) == 1 and not files[0].is_dir():
            status = self._one(files[0], year, previous, as_data=json)
        elif year or previous:
            self._refuse(gettext("--year and --previous are for one file."))
        else:
            status = self._many(list(files_in(files)), as_data=json)
        if status:
            sys.exit(status)

    def _one(self, path: Path, year: int | None, previous: Path | None, *, as_data: bool) -> int:
        try:
            file, last = checked(path, year, previous)
        except NotRead as error:
            self._refuse(str(error))
        assert file.reading
        if last is not None and last != file.reading.content.year - 1:
            years = {"previous": last, "year": file.reading.content.year}
            line = gettext("The report for %(previous)s is not compared with that for %(year)s.")
            self.stderr.write(line % years)
        if as_data:
            self._print_json(as_json(file.reading, file.findings))
        else:
            for line in as_words(file.reading, file.findings):
                self.stdout.write(line)
        return file.status

    def _many(self, paths: Sequence[Path], *, as_data: bool) -> int:
        if not paths:
            self._refuse(gettext("There is no file in this folder."))
        files = all_checked(paths)
        if as_data:
            self._print_json([_as_data(file) for file in files])
        else:
            for line in as_table(files):
                self.stdout.write(line)
        return max(file.status for file in files)

    def _print_json(self, found: object) -> None:
        self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))

    def _refuse(self, line: str) -> NoReturn:
        self.stderr.write(line)
        sys.exit(2)


def _as_data(file: CheckedFile) -> dict[str, Any]:
    named = {"file": str(file.path)}
    if file.reading is None:
        return {**named, "unreadable": file.refusal}
    return {**named, **as_json(file.reading, file.findings)}
