"""Who may write which section in which state, against a rule written apart from the code."""

import datetime as dt
import itertools

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Role, User
from reports.drafts.access import HeldByAnother, get_writable_section, may_write
from reports.drafts.merging import Entry
from reports.drafts.storage import ReportNotEditable, write_into
from reports.models import Report, ReportSection, State
from tests.support.factories import actor, bureau_of, make_agency, make_report, make_user
from tests.support.lengths import examples

pytestmark = pytest.mark.django_db

CELL = "requests.new_received.other_org"
TABLE = "s3_requests"
OF_THE_AGENCY = {
    "reporter": [Role.REPORTER],
    "colleague": [Role.REPORTER],
    "office": [Role.OFFICE],
    "second office": [Role.OFFICE],
    "deputy": [Role.DEPUTY],
    "head": [Role.HEAD],
    "drafting head": [Role.HEAD, Role.REPORTER],
    "reporter of the office": [Role.REPORTER, Role.OFFICE],
}
OTHERS = ("outsider", "reviewer", "administrator", "holds nothing")
PEOPLE = (*OF_THE_AGENCY, *OTHERS)


def rule(who: str, holder: str, state: str) -> str:
    """What becomes of an attempt to write; the rule as the issue has it, in plain words."""
    if who in OTHERS:
        return "not found"
    if who in ("deputy", "head"):
        return "forbidden"
    of_the_office = who in ("office", "second office", "reporter of the office")
    if holder and holder != who and not of_the_office:
        return "held by another"
    return "written" if state in ("drafting", "returned") else "locked"


REFUSALS = {  # the first that fits: it is a kind of the second
    HeldByAnother: "held by another",
    PermissionDenied: "forbidden",
    Http404: "not found",
    ReportNotEditable: "locked",
}


class World:
    def __init__(self) -> None:
        self.report = make_report()
        agency = self.report.agency
        bureau = bureau_of(agency.region)
        elsewhere = make_agency(region=agency.region)
        self.people = {
            name: make_user(*((agency, role) for role in roles))
            for name, roles in OF_THE_AGENCY.items()
        }
        self.people |= {
            "outsider": make_user((elsewhere, Role.OFFICE), (elsewhere, Role.REPORTER)),
            "reviewer": make_user((bureau, Role.REVIEWER)),
            "administrator": make_user((bureau, Role.ADMINISTRATOR)),
            "holds nothing": make_user(),
        }
        self.figure = itertools.count(1)

    def arrange(self, holder: str, state: str, *, done: bool) -> None:
        held = {
            "holder": self.people[holder] if holder else None,
            "due_on": dt.date(2027, 1, 10) if holder else None,
            "done_at": timezone.now() if holder and done else None,
        }
        ReportSection.objects.filter(report=self.report, code=TABLE).update(**held)
        Report.objects.filter(pk=self.report.pk).update(status=state)

    def fresh(self, who: str) -> User:
        """Read anew, as each request does."""
        return User.objects.get(pk=self.people[who].pk)

    def stands(self) -> int | None:
        return ReportSection.objects.get(report=self.report, code=TABLE).figures.get(CELL)

    def attempt(self, who: str) -> str:
        user, figure = self.fresh(who), next(self.figure)
        now = self.stands()
        entry = Entry({CELL: figure}, base={CELL: "" if now is None else str(now)})
        try:
            with transaction.atomic():
                stored = get_writable_section(user, self.report.pk, TABLE)
                write_into(stored, entry, actor(user))
        except (HeldByAnother, PermissionDenied, Http404, ReportNotEditable) as refusal:
            assert self.stands() == now
            return next(words for kind, words in REFUSALS.items() if isinstance(refusal, kind))
        section = ReportSection.objects.get(report=self.report, code=TABLE)
        assert (section.figures[CELL], section.is_done) == (figure, False)
        return "written"


ATTEMPTS = st.lists(
    st.tuples(
        st.sampled_from(PEOPLE),
        st.sampled_from(("", *OF_THE_AGENCY, "outsider")),
        st.sampled_from(State.values),
        st.booleans(),
    ),
    min_size=1,
    max_size=12,
)


@pytest.mark.one_database
@examples(40, 400)
@given(attempts=ATTEMPTS)
def test_the_code_and_the_rule_agree_whoever_tries(attempts: list[tuple[str, str, str, bool]]):
    world = World()
    for who, holder, state, done in attempts:
        world.arrange(holder, state, done=done)
        expected = rule(who, holder, state)
        assert world.attempt(who) == expected, (who, holder, state)
        world.arrange(holder, state, done=done)
        section = ReportSection.objects.select_related("report").get(
            report=world.report, code=TABLE
        )
        shown = may_write(section, world.fresh(who), section.report)
        assert shown is (expected == "written"), (who, holder, state)


@pytest.mark.parametrize("holder", ["", "reporter", "office"])
def test_the_pages_agree_with_the_rule(holder: str):
    """One source: the form, the button, the automatic save and the refusals say the same."""
    answers = {"written": 302, "held by another": 403, "forbidden": 403, "not found": 404}
    world = World()
    world.arrange(holder, State.DRAFTING, done=False)
    named = {"pk": world.report.pk, "code": TABLE}
    for who in PEOPLE:
        expected = rule(who, holder, State.DRAFTING)
        client = Client()
        client.force_login(world.fresh(who))
        section = reverse("entry:section", kwargs=named)
        assert client.post(section, {"base": "{}"}).status_code == answers[expected], who
        saved = client.post(reverse("entry:autosave", kwargs=named), {"base": "{}"}).status_code
        assert saved == {"written": 200}.get(expected, answers[expected]), who
        page = client.get(section).content.decode()
        assert (f'name="{CELL}"' in page) is (expected == "written"), who
