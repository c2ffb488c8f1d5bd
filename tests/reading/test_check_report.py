"""The command as it is run: what it prints, and its exit status."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from reports.form.content import Figure
from reports.form.loader import load_editions
from reports.reading import Unreadable, read_in_child
from reports.reading.child import ManyReader
from tests.support.hostile_reports import HOSTILE
from tests.support.published import AGENCY, PLAIN, PREAMBLE, SAMPLE, Layout, published

EDITION = load_editions()["2021"]
ROOT = Path(__file__).parents[2]

TEXTS = {
    "s1_overview": "（一）主动公开：全年公开信息36条。（二）依申请公开：按时答复。（三）政府信息管理：完善"
    "制度，严格审查。（四）政府信息公开平台建设：维护网站栏目，更新公开指南和目录。（五）监督保障："
    "开展培训和考核，听取社会评议，没有需要追究责任的情形，保障工作有序开展。",
    "s5_problems": "一是公开的内容还不够细致，二是解读的形式不多。下一步将增加图表解读，并组织股室人员"
    "参加业务培训，提高答复质量。",
    "s6_other": "本年度没有收取信息处理费。",
}


@dataclass(frozen=True)
class Run:
    returncode: int
    stdout: str
    stderr: str


def run(*arguments: object) -> Run:
    """Without access to a database, which pytest-django refuses to tests that ask for none."""
    out, err = StringIO(), StringIO()
    try:
        call_command("check_report", *map(str, arguments), stdout=out, stderr=err)
    except SystemExit as left:
        return Run(int(left.code or 0), out.getvalue(), err.getvalue())
    return Run(0, out.getvalue(), err.getvalue())


def write(folder: Path, year: int = 2023, layout: Layout = PLAIN, **figures: Figure) -> Path:
    """A report whose figures are all 0 but those given, `__` for the dots of a cell id."""
    given = {cell.replace("__", "."): figure for cell, figure in figures.items()}
    stated = {**dict.fromkeys(EDITION.cells, 0), **given}
    path = folder / f"{year}.txt"
    path.write_text(published(EDITION, stated, layout, year=year, texts=TEXTS), encoding="utf-8")
    return path


def as_json(result: Run) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(result.stdout)
    return report


def rules(report: dict[str, Any], severity: str = "error") -> list[str]:
    return [f["rule"] for f in report["findings"] if f["severity"] == severity]


def test_a_sound_report_has_no_error_and_leaves_with_0(tmp_path: Path) -> None:
    result = run(write(tmp_path), "--json")
    report = as_json(result)
    assert (result.returncode, rules(report)) == (0, [])
    assert set(report) == {"agency", "year", "edition", "figures", "texts", "findings", "doubts"}
    assert (report["agency"], report["year"], report["edition"]) == (AGENCY, 2023, "2021")
    assert report["figures"] == dict.fromkeys(EDITION.cells, 0)
    assert report["texts"] == {"s0_preamble": PREAMBLE, **TEXTS}
    assert report["doubts"] == []


def test_a_wrong_sum_is_an_error_and_leaves_with_1(tmp_path: Path) -> None:
    path = write(tmp_path, disputes__review__upheld=2, disputes__review__total=3)
    result = run(path, "--json")
    (finding,) = [f for f in as_json(result)["findings"] if f["severity"] == "error"]
    assert result.returncode == 1
    assert finding["rule"] == "T4-R01"
    assert {finding["left"], finding["right"]} == {2, 3}
    assert "disputes.review.total" in finding["cells"]
    assert set(finding) == {"rule", "severity", "message", "cells", "left", "right"}


def test_a_mark_in_a_cell_is_null_and_a_doubt(tmp_path: Path) -> None:
    layout = Layout(written={"art20_8.fees.amount": "无"})
    report = as_json(run(write(tmp_path, layout=layout), "--json"))
    assert report["figures"]["art20_8.fees.amount"] is None
    (doubt,) = report["doubts"]
    assert (doubt["cell"], doubt["found"]) == ("art20_8.fees.amount", "无")


def test_the_report_of_the_year_before_is_compared(tmp_path: Path) -> None:
    carried = {"natural_person": 2, "total": 2}
    forward = {
        f"requests__{row}__{column}": figure
        for row in ("new_received", "carried_forward")
        for column, figure in carried.items()
    }
    previous = write(tmp_path, year=2022, **forward)
    result = run(write(tmp_path), "--previous", previous, "--json")
    assert "YOY-R01" in {finding["rule"] for finding in as_json(result)["findings"]}


def test_a_report_of_another_year_is_not_compared_and_that_is_said(tmp_path: Path) -> None:
    carried = dict.fromkeys(("natural_person", "total"), 2)
    forward = {f"requests__carried_forward__{column}": n for column, n in carried.items()}
    previous = write(tmp_path, year=2020, **forward)
    result = run(write(tmp_path), "--previous", previous, "--json")
    assert result.stderr == "2020 年的报告不是 2023 年的上一年报告，未作比较。\n"
    assert "YOY-R01" not in {finding["rule"] for finding in as_json(result)["findings"]}


def test_the_year_given_decides_whether_the_form_fits(tmp_path: Path) -> None:
    path = write(tmp_path)
    assert run(path, "--year", 2020, "--json").returncode == 1
    report = as_json(run(path, "--year", 2020, "--json"))
    assert (report["year"], report["edition"]) == (2020, "2021")
    assert "N-R11" in rules(report)


def test_words_name_agency_form_doubts_and_findings(tmp_path: Path) -> None:
    layout = Layout(written={"art20_8.fees.amount": "无"})
    path = write(tmp_path, layout=layout, disputes__review__total=3)
    result = run(path)
    assert result.returncode == 1
    for words in (AGENCY, "2023", EDITION.document, "199", "行政事业性收费", "“无”", "T4-R01"):
        assert words in result.stdout


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("absent.txt", None),
        ("empty.txt", b""),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\x00\x00\xff"),
        ("letter.txt", "一封信，没有表格。".encode()),
        ("letter-in-gb.txt", "一封信，没有表格。".encode("gb18030")),
        ("large.txt", b"1\n" * 1_000_001),
    ],
)
def test_what_cannot_be_read_leaves_with_2_and_one_line(
    tmp_path: Path, name: str, data: bytes | None
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    result = run(tmp_path / name, "--json")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1
    assert name in result.stderr


def test_an_unreadable_report_of_the_year_before_leaves_with_2(tmp_path: Path) -> None:
    result = run(write(tmp_path), "--previous", tmp_path / "absent.txt")
    assert result.returncode == 2
    assert "absent.txt" in result.stderr


@pytest.mark.skipif(not SAMPLE.exists(), reason="the published sample is not on this machine")
def test_the_real_report_has_no_error(tmp_path: Path) -> None:
    result = run(SAMPLE, "--json")
    report = as_json(result)
    assert (result.returncode, rules(report), report["doubts"]) == (0, [], [])
    assert (report["year"], report["edition"], len(report["figures"])) == (2020, "2019", 198)
    assert report["figures"]["art20_9.central_procurement.amount"] == 1571.55


def test_the_command_runs_where_there_is_no_database(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{tmp_path}/absent/portal.sqlite3",
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "PORTAL_VAR": str(tmp_path / "var"),
    }
    command = [sys.executable, str(ROOT / "manage.py"), "check_report"]
    for path, status in ((write(tmp_path), 0), (tmp_path / "absent.txt", 2)):
        result = subprocess.run([*command, str(path)], env=environment, capture_output=True)
        assert result.returncode == status
        assert bool(result.stdout) == (status == 0)
        assert b"Traceback" not in result.stderr


# Many at once ----------------------------------------------------------------------------------


def test_a_folder_is_a_table_and_a_summary(tmp_path: Path) -> None:
    write(tmp_path, year=2022)
    write(tmp_path, year=2023, disputes__review__total=3)
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper" / "letter.txt").write_text("一封信，没有表格。", encoding="utf-8")
    (tmp_path / "~$2023.txt").write_text("打开着")
    result = run(tmp_path)
    head, *rows = (line.split() for line in result.stdout.split("\n\n")[0].splitlines())
    assert head == ["文件", "单位", "年度", "错误", "提醒", "提示", "存疑"]
    assert [row[:4] for row in rows] == [
        ["2022.txt", AGENCY, "2022", "0"],
        ["2023.txt", AGENCY, "2023", "1"],
        ["letter.txt", "—", "—", "—"],
    ]
    assert "letter.txt: 没有找到" in result.stdout
    assert result.stdout.endswith("共 3 个文件：无错误 1 个，有错误 1 个，未能读出 1 个\n")
    assert result.returncode == 2


@pytest.mark.parametrize(("wrong", "status"), [({}, 0), ({"disputes__review__total": 3}, 1)])
def test_the_worst_of_several_files_is_the_exit_status(
    tmp_path: Path, wrong: dict[str, Figure], status: int
) -> None:
    assert run(write(tmp_path, year=2022), write(tmp_path, **wrong)).returncode == status


def test_of_several_files_one_is_the_year_before_of_another(tmp_path: Path) -> None:
    forward = {f"requests__carried_forward__{column}": 2 for column in ("natural_person", "total")}
    received = {f"requests__new_received__{column}": 2 for column in ("natural_person", "total")}
    paths = write(tmp_path, year=2022, **forward, **received), write(tmp_path)
    found = json.loads(run(*paths, "--json").stdout)
    assert [report["file"] for report in found] == [str(path) for path in paths]
    assert ["YOY-R01" in rules(report) for report in found] == [False, False]
    assert ["YOY-R01" in rules(report, "warning") for report in found] == [False, True]


def test_json_of_several_files_says_which_were_not_read(tmp_path: Path) -> None:
    first, second = json.loads(run(write(tmp_path), tmp_path / "absent.txt", "--json").stdout)
    assert set(second) == {"file", "unreadable"} and "absent.txt" in second["unreadable"]
    assert first["year"] == 2023


@pytest.mark.parametrize("option", [("--year", "2023"), ("--previous", "last.txt")])
def test_what_belongs_to_one_file_is_refused_for_several(
    tmp_path: Path, option: tuple[str, str]
) -> None:
    result = run(tmp_path, *option)
    assert (result.returncode, result.stdout) == (2, "")
    assert "只用于检查单个文件" in result.stderr


def test_an_empty_folder_is_said_to_be_empty(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert (result.returncode, result.stderr) == (2, "文件夹里没有文件。\n")


@pytest.mark.parametrize("name", sorted(HOSTILE)[::12])
def test_of_many_files_each_has_limits_of_its_own(tmp_path: Path, name: str) -> None:
    """A hostile one is refused as when it comes alone, and the next one is read."""
    reader, content = ManyReader(), HOSTILE[name]()
    try:
        with pytest.raises(Unreadable) as alone:
            read_in_child(content)
        with pytest.raises(Unreadable) as among_others:
            reader.read(content)
        assert among_others.value.reason == alone.value.reason
        process = reader.process
        assert reader.read(write(tmp_path).read_bytes()).content.year == 2023
        assert reader.process is process  # nothing was started for it
    finally:
        reader.close()


def test_a_reader_that_was_ended_is_started_again(tmp_path: Path) -> None:
    reader, content = ManyReader(), write(tmp_path).read_bytes()
    try:
        reader.process.kill()
        reader.process.wait()
        assert reader.read(content).content.year == 2023
    finally:
        reader.close()


NOT_LOADED = {"django.db.models", "django.forms", "django.urls", "openpyxl", "xlsxwriter", "numpy",
              "reports.models", "accounts.models", "portal.settings", "pdfplumber"}  # fmt: skip


def test_neither_the_command_nor_its_child_loads_what_a_text_does_not_need(tmp_path: Path) -> None:
    """Loading took 97% of the time of the command."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings"}
    path = write(tmp_path)
    commands = (
        (["-X", "importtime", "manage.py", "check_report", str(path)], "reports.rules.check"),
        (["-X", "importtime", "-m", "reports.reading", "0", "0"], "reports.reading.text"),
    )
    for command, needed in commands:
        done = subprocess.run([sys.executable, *command], cwd=ROOT, env=environment,
                              input=path.read_bytes(), capture_output=True, check=True)  # fmt: skip
        told = done.stderr.decode().splitlines()
        loaded = {
            line.rpartition("|")[2].strip() for line in told if line.startswith("import time:")
        }
        assert needed in loaded
        assert not loaded & NOT_LOADED
        assert len(loaded & {"reports.reading.text", "reports.rules.check"}) == 1  # not the other's
