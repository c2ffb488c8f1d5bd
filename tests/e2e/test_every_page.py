"""Every page, in the states it can be in: axe, a telephone's width, paper, Chinese and English."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from tests.e2e.conftest import Member, Visitor
from tests.e2e.demo import Demo
from tests.e2e.looks import Camera, require_accessible, require_prints_clean
from tests.support.lengths import LONG

TABLES = ("s2_proactive", "s3_requests", "s4_review_litigation")
CELL = "requests.new_received.natural_person"
SIGHTS = [
    ("sign-in", "", "/sign-in/"),
    ("password-reset", "", "/password/reset/"),
    ("password-reset-sent", "", "/password/reset/sent/"),
    ("password-link-dead", "", "/password/reset/MQ/set-password/"),
    ("not-found", "", "/nowhere/"),
    ("help-start", "", "/help/start/"),
    ("help-reporter", "reporter", "/help/reporter/"),
    ("help-refusals", "reporter", "/help/refusals/"),
    ("help-words", "", "/help/words/"),
    ("password-change-forced", "newcomer", "/"),
    ("password-change", "reporter", "/password/"),
    ("notices", "reporter", "/notices/"),
    ("jobs", "admin", "/jobs/"),
    ("notice-choice", "reporter", "/notices/choice/"),
    ("not-found-signed-in", "reporter", "/reports/999999/"),
    ("home-reporter", "reporter", "/"),
    ("home-empty", "jiaoyu-reporter", "/"),
    ("home-reviewer", "reviewer", "/"),
    ("home-auditor", "auditor", "/"),
    ("home-security", "security", "/"),
    *((f"report-{state}", f"{agency}-head", f"/reports/<{agency} 2026>/") for agency, state in (
        ("jiaoyu", "office-review"), ("weisheng", "deputy-review"), ("shichang", "head-approval"),
        ("nongye", "ready"), ("zhujian", "submitted"), ("ziran", "in-review"),
        ("shiqiao", "returned"), ("kaifaqu", "approved"), ("chengdong", "published"),
    )),
    ("report-drafting", "reporter", "/reports/<main 2026>/"),
    ("report-drafting-office", "office", "/reports/<main 2026>/"),
    ("home-office", "office", "/"),
    ("handing-out", "office", "/reports/<main 2026>/handing-out/"),
    ("section-s3_requests-read", "head", "/reports/<main 2026>/sections/s3_requests/"),
    ("practice-to-begin", "office", "/practice/"),
    ("report-returned-office", "shiqiao-office", "/reports/<shiqiao 2026>/"),
    ("report-with-errors", "gongan-reporter", "/reports/<gongan 2026>/"),
    ("report-late", "chengdong-reporter", "/reports/<chengdong 2020>/"),
    ("report-ready-office", "nongye-office", "/reports/<nongye 2026>/"),
    *((f"section-{code}", "reporter", f"/reports/<main 2026>/sections/{code}/")
      for code in ("s1_overview", *TABLES, "s6_other")),
    *((f"section-{code}-2020", "reporter", f"/reports/<main 2020>/sections/{code}/")
      for code in ("s1_overview", "s2_proactive", "s3_requests")),
    *((f"section-{code}-with-errors", "gongan-reporter", f"/reports/<gongan 2026>/sections/{code}/") for code in TABLES[:2]),
    *((f"section-{code}-empty", "chengdong-reporter", f"/reports/<chengdong 2020>/sections/{code}/") for code in ("s1_overview", *TABLES[1:])),
    ("read-in", "reporter", "/reports/<main 2026>/read/"),
    ("read-in-locked", "nongye-office", "/reports/<nongye 2026>/read/"),
    ("draft", "reporter", "/reports/<main 2026>/sections/s1_overview/draft/"),
    ("draft-with-errors", "gongan-reporter", "/reports/<gongan 2026>/sections/s6_other/draft/"),
    ("history", "gongan-reporter", "/reports/<gongan 2026>/sections/s3_requests/history/"),
    ("workbook", "reporter", "/reports/<main 2026>/workbook/upload/"),
    ("handover", "shiqiao-office", "/reports/<shiqiao 2026>/handover/"),
    ("check-empty", "chengdong-reporter", "/reports/<chengdong 2020>/check/"),
    ("check-with-errors", "gongan-reporter", "/reports/<gongan 2026>/check/"),
    ("check-clean", "nongye-office", "/reports/<nongye 2026>/check/"),
    ("check-returned", "shiqiao-office", "/reports/<shiqiao 2026>/check/"),
    ("decide-deputy", "weisheng-deputy", "/reports/<weisheng 2026>/decide/"),
    ("decide-head", "shichang-head", "/reports/<shichang 2026>/decide/"),
    ("decide-elsewhere", "nongye-head", "/reports/<nongye 2026>/decide/"),
    ("print", "reporter", "/reports/<main 2020>/print/"),
    ("print-2021", "nongye-office", "/reports/<nongye 2026>/print/"),
    ("register", "shiqiao-office", "/reports/<shiqiao 2026>/register/"),
    ("register-empty", "reporter", "/reports/<main 2026>/register/"),
    ("register-desk", "reviewer", "/reports/<bailu 2026>/register/"),
    ("sign-off", "bailu-office", "/reports/<bailu 2026>/sign-off/"),
    ("sign-off-signed", "nongye-office", "/reports/<nongye 2026>/sign-off/"),
    ("sign-off-empty", "reporter", "/reports/<main 2026>/sign-off/"),
    ("receipt", "reporter", "/reports/<main 2025>/receipts/1/"),
    ("approval", "kaifaqu-office", "/reports/<kaifaqu 2026>/approvals/1/"),
    ("checkup", "", "/checkup/"),
    ("rules", "", "/rules/"),
    ("rules-2021", "reporter", "/rules/2021/"),
    ("verify-wrong", "reporter", "/verify/?code=27-7K3M9-QX2AB"),
    ("queue", "reviewer", "/desk/"),
    ("queue-2020", "reviewer", "/desk/?campaign=1"),
    ("queue-nothing-fits", "reviewer", "/desk/?q=zzz"),
    ("approve-many", "reviewer", "/desk/approve/?campaign=3"),
    ("approve-none", "reviewer", "/desk/approve/?campaign=1"),
    ("publishing", "reviewer", "/desk/publish/"),
    ("publishing-none", "reviewer", "/desk/publish/?campaign=1"),
    ("phrases", "reviewer", "/desk/phrases/"),
    ("desk-submitted", "reviewer", "/desk/<zhujian 2026>/"),
    ("desk-in-review", "reviewer", "/desk/<ziran 2026>/"),
    ("desk-in-review-other", "reviewer2", "/desk/<ziran 2026>/"),
    ("desk-returned", "reviewer", "/desk/<shiqiao 2026>/"),
    ("desk-resubmitted", "reviewer", "/desk/<bailu 2026>/"),
    ("differences", "reviewer", "/desk/<bailu 2026>/differences/"),
    ("differences-last-year", "reviewer", "/desk/<bailu 2026>/differences/?from=last&to=2"),
    ("differences-own", "shiqiao-office", "/reports/<shiqiao 2026>/differences/"),
    ("desk-print", "reviewer", "/desk/<bailu 2026>/2/print/"),
    ("desk-approved", "reviewer", "/desk/<kaifaqu 2026>/"),
    ("desk-2020", "admin", "/desk/<main 2020>/"),
    ("board", "reviewer", "/board/"),
    ("board-2025", "admin", "/board/?campaign=2&show=filed"),
    ("board-town", "reviewer", "/board/?kind=township&show=expected"),
    ("board-nothing", "reviewer", "/board/?show=overdue"),
    ("county_overview", "zhengfu-head", "/leader/"),
    ("leader-first-year", "reviewer", "/leader/?campaign=1"),
    ("concessions", "reviewer", "/desk/<gongan 2026>/exemptions/"),
    ("concessions-reader", "admin", "/desk/<zhujian 2026>/exemptions/"),
    ("aggregate", "admin", "/aggregate/"),
    ("aggregate-2020", "admin", "/aggregate/?campaign=1"),
    ("delegations", "office", "/delegations/"),
    ("delegations-reader", "reporter", "/delegations/"),
    ("trail", "auditor", "/trail/"),
    ("trail-nothing-fits", "auditor", "/trail/?text=zzz"),
    ("trail-wrong-days", "auditor", "/trail/?first=2027-01-31&last=2027-01-01"),
    ("trail-person", "auditor", "/trail/?person=shiqiao-office"),
    ("trail-report", "auditor", "/trail/?object=report:<shiqiao 2026>"),
    ("trail-cell", "auditor", f"/trail/?object=report:<shiqiao 2026>&place={CELL}"),
    ("trail-text", "auditor", "/trail/?object=report:<shiqiao 2026>&place=s6_other"),
    ("admin", "admin", "/admin/"),
    ("admin-security", "security", "/admin/"),
    ("admin-users", "security", "/admin/accounts/user/"),
    ("admin-user-add", "security", "/admin/accounts/user/add/"),
    ("admin-users-import", "security", "/admin/accounts/user/import/"),
    ("admin-delegations", "security", "/admin/accounts/delegation/"),
    ("admin-first-passwords", "security", "/admin/accounts/user/first-passwords/"),
    ("setting-up", "admin", "/setting-up/"),
    ("admin-agencies", "admin", "/admin/accounts/agency/"),
    ("admin-regions", "admin", "/admin/accounts/region/"),
    ("admin-campaigns", "admin", "/admin/reports/campaign/"),
    ("admin-campaign-add", "admin", "/admin/reports/campaign/add/"),
    ("past-year", "admin", "/years/1/past/"),
    ("admin-reports", "admin", "/admin/reports/report/"),
    ("admin-concessions", "admin", "/admin/reports/concession/"),
    ("admin-words", "admin", "/admin/reports/watchedword/"),
    ("admin-word-add", "admin", "/admin/reports/watchedword/add/"),
    ("admin-notices", "admin", "/admin/accounts/notice/"),
    ("admin-words-import", "admin", "/admin/reports/watchedword/import/"),
    ("admin-agencies-import", "admin", "/admin/accounts/agency/import/"),
    ("admin-agencies-export", "admin", "/admin/accounts/agency/export/"),
    ("admin-reports-import", "admin", "/admin/reports/report/import/"),
]  # fmt: skip

IN_ENGLISH_TOO = {
    "sign-in", "checkup", "rules", "help-reporter", "password-change", "notices", "notice-choice", "not-found-signed-in", "home-reporter", "home-empty",
    "handing-out", "practice-to-begin", "section-s3_requests",
    "report-drafting", "section-s1_overview", "section-s2_proactive-with-errors",
    "check-empty", "decide-head", "queue", "board", "county_overview", "desk-in-review", "trail", "admin", "admin-users", "admin-agencies-import",
}  # fmt: skip


IN_ENGLISH_ALWAYS = {
    "sign-in",
    "checkup",
    "home-reporter",
    "section-s2_proactive-with-errors",
    "desk-in-review",
    "admin-users",
}


def languages(name: str) -> tuple[str, ...]:
    """The same templates in both: what English is longer in is seen on a few kinds of pages, with
    LONG=1 on more."""
    return (
        ("zh-hans", "en")
        if name in (IN_ENGLISH_TOO if LONG else IN_ENGLISH_ALWAYS)
        else ("zh-hans",)
    )


# Lists and forms of the administration, which are drawn by the templates of those that are left.
LIKE_OTHERS = (
    "/admin/accounts/region/", "/admin/accounts/delegation/", "/admin/reports/concession/",
    "/admin/accounts/notice/", "/admin/reports/watchedword/import/", "/admin/reports/report/import/",
    "/admin/accounts/agency/import/", "/password/reset/sent/", "/rules/2021/",
)  # fmt: skip


def of_this_run() -> list[tuple[str, str, str]]:
    """Each address; with LONG=1 also with its other filters and for its other readers."""
    first: dict[str, tuple[str, str, str]] = {}
    for sight in SIGHTS:
        first.setdefault(sight[2].partition("?")[0], sight)
    if LONG:
        return SIGHTS
    return [sight for name, sight in first.items() if not name.startswith(LIKE_OTHERS)]


@pytest.mark.parametrize(("name", "who", "path"), of_this_run(), ids=lambda value: str(value))
def test_a_page_is_accessible_and_fits(
    name: str, who: str, path: str, visitor: Visitor, member: Member, demo: Demo, camera: Camera
) -> None:
    page = member(who) if who else visitor()
    for language in languages(name):
        page.context.add_cookies([{"name": "django_language", "value": language, "url": demo.url}])
        answer = page.goto(demo.path(path))
        assert answer and answer.status == (404 if name.startswith("not-found") else 200)
        led_away = urlsplit(page.url).path != urlsplit(demo.path(path)).path
        assert led_away == (name == "password-change-forced"), page.url
        assert page.locator("html").get_attribute("lang") == language
        require_accessible(page, colours=language == "zh-hans")
        require_prints_clean(page)
        camera.take_sizes(page, name if language == "zh-hans" else f"{name}-en")
