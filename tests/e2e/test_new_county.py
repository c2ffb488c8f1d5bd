"""From an empty database to agencies that fill in, by the three duties, from sheets as offices make
them: no command but `init_county`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Visitor, visiting
from tests.e2e.server import Portal, running_portal
from tests.e2e.steps import sign_in, sign_in_by_form
from tests.support.hostile_workbooks import workbook
from tests.support.lengths import so_many
from tests.support.messy_sheets import code, merge

AGENCIES = so_many(8, 60)
OWN = "Wheelbarrow-and-lantern-58"
COUNTY, BUREAU = "云岭县", "云岭县行政审批服务局"


@pytest.fixture
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with running_portal(tmp_path_factory.mktemp("new-county")) as portal:
        yield portal


@pytest.fixture
def visitor(browser: Browser, portal: Portal) -> Iterator[Visitor]:
    with visiting(browser, portal.url) as visitor:
        yield visitor


def founded(portal: Portal) -> dict[str, str]:
    """The first passwords of the three duties, by user name."""
    people = [
        *("--administrator", "guanli", "林知远", "guanli@example.com"),
        *("--security", "anquan", "沈若溪", "anquan@example.com"),
        *("--auditor", "shenji", "顾明川", "shenji@example.com"),
    ]
    said = portal.run(
        "manage.py", "init_county", "--region", COUNTY, "--division-code", "430100",
        "--bureau", BUREAU, "--credit-code", code(99), *people,
    )  # fmt: skip
    lines = (line.split() for line in said.splitlines())
    return {words[1]: words[2] for words in lines if len(words) == 3 and words[1] in people}


def enter(page: Page, username: str, first: str) -> Page:
    """With a first password, which is changed at once."""
    sign_in_by_form(page, username, password=first)
    page.locator("[name=old_password]").fill(first)
    for number in (1, 2):
        page.locator(f"[name=new_password{number}]").fill(OWN)
    with page.expect_navigation():
        page.locator("main form .btn-primary").click()
    page.goto("/")
    return page


def bring_in(page: Page, what: str, rows: list[list[object]], *merged: str) -> None:
    """From the checklist, by the file dialog, to the confirmed import."""
    page.goto("/")
    with page.expect_navigation():
        page.get_by_role("link", name=f"导入表格 {what}").click()
    book = {"name": f"{what}.xlsx", "mimeType": "", "buffer": workbook(rows, merge(*merged))}
    page.set_input_files("[name=import_file]", book)
    for name in ("检查文件", "导入"):
        with page.expect_navigation():
            page.get_by_role("button", name=name, exact=True).click()


def agencies() -> list[list[object]]:
    first, *others = [
        [number, f"{COUNTY}第{number}局", f"第{number}局", code(number), COUNTY, "县直部门", f"0731-8{number:07d}", None]
        for number in range(1, AGENCIES + 1)
    ]  # fmt: skip
    return [
        [f"{COUNTY}政府信息公开工作主体名录"],
        ["序号", "单 位 名 称*", "简称", "统一社会信用代码（18位）", "所属区划", "单位类别", "联系电话", "备注"],
        first,
        *(line[:4] + [None] + line[5:] for line in others),
        ["填表人：李四"],
    ]  # fmt: skip


def people() -> list[list[object]]:
    """Two at each agency, whose name stands in the first line of both; at the bureau a reviewer, and
    who fills in, as it files too."""
    lines: list[list[object]] = [
        ["人员名册"],
        ["序号", "单位", "姓名", "登录名", "角 色", "手机号码"],
    ]
    for number in range(1, AGENCIES + 1):
        lines += [
            [2 * number - 1, f"{COUNTY}第{number}局", f"经办{number}", f"jingban{number}", "经办、填报人", 13800000000.0 + number],
            [2 * number, None, f"局长{number}", f"juzhang{number}", "主要负责人", None],
        ]  # fmt: skip
    return [
        *lines,
        [2 * AGENCIES + 1, BUREAU, "审核员", "shenhe", "审核人", None],
        [2 * AGENCIES + 2, BUREAU, "本局经办", "benju", "经办、填报人", None],
    ]


def done(page: Page) -> str:
    page.goto("/setting-up/")
    return page.locator(".setting-up h2 .hint").inner_text()


def slips(page: Page) -> dict[str, str]:
    """Given to all who never signed in."""
    page.goto("/")
    with page.expect_navigation():
        page.get_by_role("link", name="初始密码 人员").click()
    with page.expect_navigation():
        page.locator("main form .btn-primary").click()
    printed = page.locator(".slip .slip-code").all_inner_texts()
    return dict(zip(printed[::2], printed[1::2], strict=True))


def test_a_county_is_set_up_from_its_own_sheets(visitor: Visitor, portal: Portal) -> None:
    first = founded(portal)
    admin = enter(visitor(), "guanli", first["guanli"])
    expect(admin.locator(".set-up-steps > li")).to_have_count(5)
    bring_in(admin, "单位", agencies(), "A1:H1", f"E3:E{2 + AGENCIES}")
    assert done(admin) == "已完成 2/5"

    security = enter(visitor(), "anquan", first["anquan"])
    merged = [f"B{row}:B{row + 1}" for row in range(3, 3 + 2 * AGENCIES, 2)]
    bring_in(security, "人员", people(), *merged)
    assert done(security) == "已完成 3/5"

    admin.goto("/")
    with admin.expect_navigation():
        admin.get_by_role("link", name="新增 年度").click()
    with admin.expect_navigation():
        admin.locator("[name=_save]").click()
    assert done(admin) == "已完成 4/5"

    given = slips(security)
    assert len(given) == 2 * AGENCIES + 2 + 1, "the auditor has not been there either"
    clerk = enter(visitor(), "jingban1", given["jingban1"])
    with clerk.expect_navigation():
        clerk.locator("main a[href*='/reports/']").first.click()
    expect(clerk.locator("main")).to_contain_text(f"{COUNTY}第1局")
    assert clerk.locator("main a[href*='/sections/']").count() >= 5, "it can be filled in"

    reviewer = enter(visitor(), "shenhe", given["shenhe"])
    reviewer.goto("/board/")
    expected = reviewer.locator(".board-counts strong").first
    assert expected.inner_text() == str(AGENCIES + 1), "the bureau files too"
    for number in (2, AGENCIES):
        page = visitor()
        sign_in(page, f"jingban{number}", password=given[f"jingban{number}"])
        expect(page.locator("[name=new_password1]")).to_be_visible()
