"""Who may reach what: every address x person x method against one table.

The table is written by hand, not derived from the views; an address that is missing in it fails.
"""

from collections.abc import Iterator
from itertools import product

import pytest
from axes.models import AccessLog
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db.models import Model
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from accounts.jobs import kept
from accounts.models import Event, Job, Notice, Role, TrailHead, User
from reports.models import Presence, Proposal, Report, State, Submission
from reports.workflow.models import DeskLook, Phrase, Thread, Transition
from tests.support.addresses import page_name
from tests.support.cast import cast
from tests.support.factories import (
    browser,
    make_agency,
    make_concession,
    make_delegation,
    make_report,
    make_user,
)
from tests.support.past_reports import taken_in

pytestmark = pytest.mark.django_db

PEOPLE = [
    "stranger",
    "reporter",
    "office",
    "deputy",
    "head",
    "outsider",
    "reviewer",
    "admin",
    "auditor",
    "far",
    "security",
]
# `outsider` is the office of another agency of the county, `far` a reviewer of another county.
# The object is an own report in drafting, or for the desk's addresses a submitted one.
TABLE = """
address                          method  stranger reporter office deputy head outsider reviewer admin auditor far security
agency:home                     GET     302      200      200    200    200  200      200      200   200     200     200
agency:setting_up               GET     302      404      404    404    404  404      404      200   404     404     200
agency:report                   GET     302      200      200    200    200  404      404      404   404     404     404
entry:section                  GET     302      200      200    200    200  404      404      404   404     404     404
entry:section                  POST    302      302      302    403    403  404      404      404   404     404     404
entry:draft                    GET     302      200      200    403    403  404      404      404   404     404     404
entry:draft                    POST    302      302      302    403    403  404      404      404   404     404     404
entry:autosave                 POST    302      200      200    403    403  404      404      404   404     404     404
entry:open_cells               POST    302      422      422    403    403  404      404      404   404     404     404
entry:close_cell               POST    302      404      404    403    403  404      404      404   404     404     404
entry:presence                 POST    302      200      200    403    403  404      404      404   404     404     404
entry:session                  GET     302      200      200    200    200  200      200      200   200     200     200
agency:check                    GET     302      200      200    200    200  404      404      404   404     404     404
agency:check                    POST    302      302      302    403    403  404      404      404   404     404     404
agency:decide                   GET     302      403      403    200    200  404      404      404   404     404     404
agency:decide                   POST    302      403      403    422    422  404      404      404   404     404     404
agency:handover                 GET     302      200      200    200    200  404      404      404   404     404     404
entry:history                  GET     302      200      200    200    200  404      404      404   404     404     404
entry:years                    GET     302      200      200    200    200  404      404      404   404     404     404
entry:cell                     GET     302      200      200    200    200  404      404      404   404     404     404
entry:nil_return                  POST    302      302      302    403    403  404      404      404   404     404     404
entry:undo_nil_return             POST    302      302      302    403    403  404      404      404   404     404     404
entry:assignments              GET     302      403      200    403    403  404      404      404   404     404     404
entry:assignments              POST    302      403      302    403    403  404      404      404   404     404     404
entry:not_done                 POST    302      302      302    403    403  404      404      404   404     404     404
agency:fill_in                  POST    302      404      404    403    403  404      404      404   404     404     404
intake:read_in                  GET     302      200      200    403    403  404      404      404   404     404     404
intake:read_in                  POST    302      422      422    403    403  404      404      404   404     404     404
intake:proposal                 GET     302      200      200    403    403  404      404      404   404     404     404
intake:proposal                 POST    302      302      302    403    403  404      404      404   404     404     404
intake:undo_proposal            POST    302      302      302    403    403  404      404      404   404     404     404
intake:discard                  POST    302      302      302    403    403  404      404      404   404     404     404
agency:print                    GET     302      200      200    200    200  404      404      404   404     404     404
agency:file                     GET     302      200      200    200    200  404      404      404   404     404     404
intake:workbook                 GET     302      200      200    403    403  404      404      404   404     404     404
intake:workbook_upload          GET     302      200      200    403    403  404      404      404   404     404     404
intake:workbook_upload          POST    302      422      422    403    403  404      404      404   404     404     404
entry:practice                 GET     302      200      200    404    404  200      404      404   404     404     404
entry:practice                 POST    302      302      302    404    404  302      404      404   404     404     404
review:concessions              GET     302      404      404    404    404  404      200      200   404     404     404
review:concessions              POST    302      404      404    404    404  404      422      403   404     404     404
review:withdraw_concession      POST    302      404      404    404    404  404      302      403   404     404     404
workflow:move                    POST    302      302      302    302    302  404      404      404   404     404     404
review:queue                   GET     302      404      404    404    404  404      200      200   404     200     404
review:approve_many            GET     302      404      404    404    404  404      200      404   404     200     404
review:approve_many            POST    302      404      404    404    404  404      302      404   404     302     404
review:publishing              GET     302      404      404    404    404  404      200      404   404     200     404
review:publishing              POST    302      404      404    404    404  404      302      404   404     302     404
review:next                    GET     302      404      404    404    404  404      302      302   404     404     404
review:phrases                 GET     302      404      404    404    404  404      200      404   404     200     404
review:phrases                 POST    302      404      404    404    404  404      422      404   404     422     404
review:phrase                  POST    302      404      404    404    404  404      302      404   404     404     404
review:desk                    GET     302      404      404    404    404  404      200      200   404     404     404
review:desk_differences        GET     302      404      404    404    404  404      200      200   404     404     404
review:own_differences         GET     302      200      200    200    200  404      404      404   404     404     404
review:desk_print                   GET     302      404      404    404    404  404      200      200   404     404     404
review:submission_file         GET     302      404      404    404    404  404      200      200   404     404     404
review:review_checklist                  POST    302      404      404    404    404  404      302      403   404     404     404
review:new_comment             POST    302      404      404    404    404  404      302      403   404     404     404
review:follow_up               POST    302      404      404    404    404  404      302      403   404     404     404
review:reply                   POST    302      302      302    403    403  404      404      404   404     404     404
records:receipt                 GET     302      404      404    404    404  404      200      200   404     404     404
records:approval                GET     302      404      404    404    404  404      200      200   404     404     404
records:register                GET     302      200      200    200    200  404      404      404   404     404     404
records:register_file           GET     302      200      200    200    200  404      404      404   404     404     404
records:sign_off                GET     302      200      200    200    200  404      404      404   404     404     404
help:help                       GET     302      302      302    302    302  302      302      302   302     302     302
help:topic                      GET     200      200      200    200    200  200      200      200   200     200     200
records:verify                  GET     200      200      200    200    200  200      200      200   200     200     200
oversight:board                   GET     302      404      404    404    404  404      200      200   404     200     404
oversight:board_file              GET     302      404      404    404    404  404      200      200   404     200     404
oversight:contacts_file           GET     302      404      404    404    404  404      200      200   404     200     404
oversight:common_faults_file        GET     302      404      404    404    404  404      200      200   404     200     404
oversight:send_notices                    POST    302      404      404    404    404  404      302      302   404     302     404
past_years:past_year            GET     302      404      404    404    404  404      404      200   404     404     404
past_years:past_year            POST    302      404      404    404    404  404      404      409   404     404     404
past_years:take_in              POST    302      404      404    404    404  404      404      302   404     404     404
past_years:take_away            POST    302      404      404    404    404  404      404      302   404     404     404
past_years:sheet                GET     302      404      404    404    404  404      404      200   404     404     404
oversight:county_overview                  GET     302      404      404    404    404  404      200      200   404     200     404
records:verify                  POST    422      422      422    422    422  422      422      422   422     422     422
checkup:checkup                 GET     200      200      200    200    200  200      200      200   200     200     200
checkup:checkup                 POST    422      422      422    422    422  422      422      422   422     422     422
checkup:result_workbook         POST    422      422      422    422    422  422      422      422   422     422     422
checkup:rules                   GET     200      200      200    200    200  200      200      200   200     200     200
checkup:edition_rules           GET     200      200      200    200    200  200      200      200   200     200     200
oversight:aggregate               GET     302      404      404    404    404  404      200      200   404     200     404
oversight:aggregate_file          GET     302      404      404    404    404  404      200      200   404     200     404
accounts:delegations             GET     302      200      200    200    200  200      200      404   404     200     404
accounts:delegations             POST    302      403      422    422    422  422      422      404   404     422     404
accounts:end_delegation          POST    302      404      404    403    302  404      404      404   404     404     404
accounts:trail                   GET     302      404      404    404    404  404      404      404   200     404     404
accounts:trail_file              GET     302      404      404    404    404  404      404      404   200     404     404
accounts:verify_trail            POST    302      404      404    404    404  404      404      404   302     404     404
accounts:jobs                    GET     302      200      200    200    200  200      200      200   200     200     200
accounts:job_list                GET     302      200      200    200    200  200      200      200   200     200     200
accounts:job_file                GET     302      404      404    404    404  404      404      200   404     404     404
accounts:notices                 GET     302      200      200    200    200  200      200      200   200     200     200
accounts:notice                  GET     302      302      404    404    404  404      404      404   404     404     404
accounts:read_all                POST    302      302      302    302    302  302      302      302   302     302     302
accounts:notice_choice           GET     302      200      200    200    200  200      200      200   200     200     200
accounts:notice_choice           POST    302      422      422    422    422  422      422      422   422     422     422
accounts:login                   GET     200      302      302    302    302  302      302      302   302     302     302
accounts:login                   POST    200      302      302    302    302  302      302      302   302     302     302
accounts:logout                  POST    302      302      302    302    302  302      302      302   302     302     302
accounts:session_state           GET     302      200      200    200    200  200      200      200   200     200     200
accounts:session_state           POST    302      200      200    200    200  200      200      200   200     200     200
accounts:password_change         GET     302      200      200    200    200  200      200      200   200     200     200
accounts:password_change         POST    302      200      200    200    200  200      200      200   200     200     200
accounts:password_reset          GET     200      200      200    200    200  200      200      200   200     200     200
accounts:password_reset          POST    200      200      200    200    200  200      200      200   200     200     200
accounts:password_reset_sent     GET     200      200      200    200    200  200      200      200   200     200     200
accounts:password_reset_confirm  GET     200      200      200    200    200  200      200      200   200     200     200
accounts:password_reset_confirm  POST    200      200      200    200    200  200      200      200   200     200     200
accounts:appearance              POST    302      302      302    302    302  302      302      302   302     302     302
set_language                     POST    302      302      302    302    302  302      302      302   302     302     302
"""
UNSAFE = {"PUT", "PATCH", "DELETE"}


def rows() -> Iterator[tuple[str, str, dict[str, int]]]:
    head, *lines = TABLE.strip().splitlines()
    assert head.split()[2:] == PEOPLE
    for line in lines:
        address, method, *answers = line.split()
        yield address, method, dict(zip(PEOPLE, map(int, answers), strict=True))


def addresses(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern, inner)


ADDRESSES = sorted(set(addresses(get_resolver())))
OWN = [address for address in ADDRESSES if not address.startswith("admin:")]
ADMIN = [address for address in ADDRESSES if address.startswith("admin:")]


OF_THE_BUREAU = {"oversight", "records", "review", "workflow"}
OF_THE_TRAIL = {"accounts:trail", "accounts:trail_file", "accounts:verify_trail"}
AT_DESK = {
    page_name(page)
    for page in (
        "desk",
        "next",
        "desk_print",
        "desk_differences",
        "submission_file",
        "review_checklist",
        "new_comment",
        "follow_up",
        "receipt",
        "approval",
    )
}


class County:
    """One county with its bureau, an agency with everybody in it, and a neighbour county."""

    def __init__(self) -> None:
        self.draft = make_report()
        self.proposal = Proposal.objects.create(report=self.draft, by=make_user(), how="read")
        agency = self.draft.agency
        bureau = make_agency(region=agency.region, is_bureau=True)
        other = make_agency(region=agency.region)
        self.filed = self.submitted(make_report(make_agency(region=agency.region)))
        for report in (self.draft, self.filed):
            Thread.objects.create(report=report, number=1)
        self.past = taken_in(make_report(agency).agency)
        self.phrase = Phrase.objects.create(bureau=bureau, text="请核对", order=1)
        far = make_agency(is_bureau=True)
        make_report(far)
        self.people: dict[str, User] = {
            "reporter": make_user((agency, Role.REPORTER)),
            "office": make_user((agency, Role.OFFICE)),
            "deputy": make_user((agency, Role.DEPUTY)),
            "head": make_user((agency, Role.HEAD)),
            "outsider": make_user((other, Role.OFFICE)),
            "reviewer": make_user((bureau, Role.REVIEWER)),
            "admin": make_user((bureau, Role.ADMINISTRATOR)),
            "auditor": make_user((bureau, Role.AUDITOR)),
            "far": make_user((far, Role.REVIEWER)),
            "security": make_user((bureau, Role.SECURITY)),
        }

        people = self.people["head"], self.people["deputy"]
        self.concession = make_concession(self.draft)
        self.delegation = make_delegation(*people, agency, begins_in=1)
        self.notice = Notice.objects.create(user=self.people["reporter"], kind="x", title="x")
        self.job = Job.objects.create(
            user=self.people["admin"], kind="export", state="done", result="a.csv"
        )
        kept.write(self.job, kept.RESULT, b"a")
        self.cookies = {name: cookies_of(person) for name, person in self.people.items()}

    def submitted(self, report: Report) -> Report:
        figures = dict.fromkeys(report.edition.cells, 0)
        filed = Submission.objects.create(
            report=report, number=1, by=make_user(), agency_name=report.agency.name,
            year=report.campaign.year, edition_id=report.edition.id, figures=figures,
            texts={}, findings=[], digest="0" * 64,
        )  # fmt: skip
        for number, move in ((1, "submit"), (2, "approve")):
            Transition.objects.create(
                report=report, number=number, move=move, source=State.READY, target=State.SUBMITTED,
                actor=make_user(), submission=filed if move == "submit" else None,
            )  # fmt: skip
        Report.objects.filter(pk=report.pk).update(status=State.SUBMITTED, last_number=1)
        return report

    def path(self, address: str) -> str:
        report = self.filed if address in AT_DESK else self.draft
        if address == "review:reply":  # comments are seen once a report has come back
            Report.objects.filter(pk=report.pk).update(last_number=1)
        known = {
            "entry:section": {"pk": report.pk, "code": "s3_requests"},
            "entry:draft": {"pk": report.pk, "code": "s1_overview"},
            "entry:history": {"pk": report.pk, "code": "s3_requests"},
            "entry:cell": {"pk": report.pk, "cell": "requests.granted.total"},
            "entry:nil_return": {"pk": report.pk, "table": "requests"},
            "entry:undo_nil_return": {"pk": report.pk, "table": "requests"},
            "entry:not_done": {"pk": report.pk, "code": "s3_requests"},
            "entry:autosave": {"pk": report.pk, "code": "s3_requests"},
            **{
                page_name(act): {"pk": report.pk, "code": "s3_requests"}
                for act in ("open_cells", "close_cell", "presence", "years")
            },
            "agency:file": {"pk": report.pk, "name": "xlsx"},
            **{
                page_name(page): {"pk": report.pk, "number": self.proposal.pk}
                for page in ("proposal", "undo_proposal", "discard")
            },
            "workflow:move": {"pk": report.pk, "name": "pass_on"},
            "review:new_comment": {"pk": report.pk},
            "review:concessions": {"pk": report.pk},
            "review:withdraw_concession": {"pk": report.pk, "number": self.concession.pk},
            "review:review_checklist": {"pk": report.pk},
            "records:receipt": {"pk": report.pk, "number": 1},
            **{
                page_name(act): {"pk": report.pk, "thread": report.threads.get().pk}
                for act in ("follow_up", "reply")
                if address == page_name(act)
            },
            "review:submission_file": {"pk": report.pk, "number": 1, "name": "xlsx"},
            **{
                page_name(page): {"pk": self.draft.campaign_id}
                for page in ("past_year", "take_in", "sheet")
            },
            "past_years:take_away": {"pk": self.past.campaign_id, "number": self.past.pk},
            "accounts:end_delegation": {"pk": self.delegation.pk},
            "accounts:notice": {"pk": self.notice.pk},
            "accounts:job_file": {"pk": self.job.pk},
            "accounts:trail_file": {"name": "csv"},
            "help:topic": {"name": "words"},
            "checkup:edition_rules": {"edition": "2021"},
            "accounts:password_reset_confirm": {"uidb64": "MQ", "token": "set-password"},
            **{
                page_name(page): {"pk": report.pk}
                for page in (
                    "report",
                    "check",
                    "decide",
                    "print",
                    "fill_in",
                    "handover",
                    "assignments",
                    "read_in",
                    "workbook",
                    "workbook_upload",
                )
            },
            "review:phrase": {"pk": self.phrase.pk},
            "review:desk": {"pk": report.pk},
            "review:next": {"pk": report.pk},
            "review:desk_print": {"pk": report.pk, "number": 1},
            "review:desk_differences": {"pk": report.pk},
            "review:own_differences": {"pk": report.pk},
            "records:register": {"pk": report.pk},
            "records:approval": {"pk": report.pk, "number": 1},
            "records:sign_off": {"pk": report.pk},
            "records:register_file": {"pk": report.pk},
        }
        return reverse(address, kwargs=known.get(address))

    def browser(self, person: str) -> Client:
        """At a computer of their own, where they signed in before."""
        client = Client()
        if person in self.people:
            client.cookies.load(self.cookies[person])
        return client


def cookies_of(person: User) -> dict[str, str]:
    """Of one sign-in, which lasts as long as the county does."""
    return {name: cookie.value for name, cookie in browser(person).cookies.items()}


county = cast(County)


def test_no_address_is_missing_in_the_table():
    assert {address for address, _, _ in rows()} == set(OWN)


@pytest.mark.parametrize(("address", "method", "answers"), list(rows()))
def test_each_person_gets_the_answer_of_the_table(address, method, answers, county):
    path = county.path(address)
    found = {p: county.browser(p).generic(method, path).status_code for p in PEOPLE}
    assert found == answers


@pytest.mark.parametrize("address", OWN)
def test_a_method_that_is_not_in_the_table_is_refused(address, county):
    listed = {method for name, method, _ in rows() if name == address}
    reads = {"HEAD"} if "GET" in listed else set()
    holder = "reviewer" if address.partition(":")[0] in OF_THE_BUREAU else "reporter"
    holder = "auditor" if address in OF_THE_TRAIL else holder
    person = "stranger" if address == "accounts:login" else holder
    person = "reporter" if address in {"workflow:move", "review:reply"} else person
    for method in {"GET", "POST", *UNSAFE} - listed - reads:
        answer = county.browser(person).generic(method, county.path(address))
        assert answer.status_code == 405, method


@pytest.mark.parametrize("address", ADMIN)
def test_the_administration_is_for_two_duties_alone(address, county):
    """Which of the two opens what: tests/signin/test_separation_of_duties.py."""
    path = admin_path(address)
    for person in PEOPLE:
        if person in {"admin", "security"} or address in {"admin:login", "admin:logout"}:
            continue
        answer = county.browser(person).get(path)
        assert answer.status_code == 302, person
        assert "/sign-in/" in answer["Location"] or "/login/" in answer["Location"]


def admin_path(address: str) -> str:
    """Its address, with some number where it needs an object: it must not matter which."""
    for arguments in ([], ["1"], ["1", "1"]):
        try:
            return reverse(address, args=arguments)
        except NoReverseMatch:
            continue
    return "/admin/somewhere/"


@pytest.mark.one_database
def test_a_get_changes_nothing(county):
    """Every page that reads, read by whoever may: whatever is kept stays as it was, but for the trail
    and for who has signed in and has what open."""
    before = what_is_kept()
    for address, method, answers in rows():
        for person, answer in answers.items():
            if method == "GET" and answer == 200:
                county.browser(person).get(county.path(address))
    after = what_is_kept()
    assert [model for model in before if before[model] != after[model]] == []


CHANGES_BY_READING = {Event, TrailHead, Session, AccessLog, Notice, Presence, DeskLook}
KEPT_OF_OTHERS = ("unusual", "copied", "compared")  # reckoned when it is read, see compared.py


def what_is_kept() -> dict[type[Model], list[dict[str, object]]]:
    kept = {m: list(m._base_manager.order_by("pk").values())
            for m in apps.get_models() if m not in CHANGES_BY_READING}  # fmt: skip
    for person in kept[User]:
        del person["last_login"]
    for report, column in product(kept[Report], KEPT_OF_OTHERS):
        del report[column]
    return kept


@pytest.mark.parametrize("address", [a for a, method, _ in rows() if method == "POST"])
def test_a_post_without_its_token_is_refused(address, county):
    client = Client(enforce_csrf_checks=True)
    client.force_login(county.people["reporter"])
    assert client.post(county.path(address)).status_code == 403
