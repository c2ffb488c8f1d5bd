"""For each address that changes something, a form that waits to be pressed, of a report of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.tokens import default_token_generator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.models import Agency, AgencyKind, Delegation, Membership, Notice, Role, User
from reports.drafts.working_copy import working_copy
from reports.models import Campaign, FiledSentence, Proposal, Report, ReportSection, State
from reports.past_years.reading import Given, keep, read_files
from reports.past_years.received import ReceivedFile
from reports.rendering.document import build_document
from reports.rendering.html import document_html
from reports.workflow.models import Phrase
from reports.workflow.submissions import digest_now
from reports.workflow.threads import ask
from tests.support.factories import (
    actor,
    browser,
    fill_report,
    make_agency,
    make_campaign,
    make_concession,
    make_delegation,
    make_filled_report,
    make_region,
    make_report,
    make_user,
    move_on,
    person_at,
)
from tests.support.offline_books import damaged, put
from tests.support.past_reports import taken_in, told, written

NATURAL = "requests.new_received.natural_person"
CARRIED = "requests.carried_over.natural_person"
OLD, NEW = "Wheelbarrow-and-lantern-58", "Lantern-and-wheelbarrow-85"
POINTS = "表格与台账相符\n问题写得具体"
Form = Callable[[], dict[str, Any]]


@dataclass(frozen=True)
class Pressed:
    client: Client
    address: str
    form: Form


class County:
    def __init__(self) -> None:
        self.region = make_region()
        self.bureau = make_agency(region=self.region, is_bureau=True)
        self.reviewer = make_user((self.bureau, Role.REVIEWER))
        self.admin = make_user((self.bureau, Role.ADMINISTRATOR))
        self.security = make_user((self.bureau, Role.SECURITY))
        self.auditor = make_user((self.bureau, Role.AUDITOR))

    def report(self, **fields: Any) -> Report:
        return make_report(make_agency(region=self.region, **fields), year=2026)

    def at(self, state: State, **fields: Any) -> Report:
        agency = make_agency(region=self.region, **fields)
        return make_filled_report(agency, state)

    def clerk(self, report: Report, role: Role = Role.REPORTER) -> User:
        return person_at(report.agency, role)


def sent(person: User, to: str, form: dict[str, Any] | Form | None = None, **key: Any) -> Pressed:
    made = form if callable(form) else lambda: dict(form or {})
    return Pressed(browser(person), reverse(to, kwargs=key), made)


def section(county: County, act: str = "section", **form: Any) -> Pressed:
    report = county.report()
    base = json.dumps({NATURAL: ""})
    given = {NATURAL: "5", "base": base, **form}
    return sent(county.clerk(report), f"entry:{act}", given, pk=report.pk, code="s3_requests")


def autosave(county: County) -> Pressed:
    return section(county, "autosave", how="typed")


def handed_back(county: County) -> Pressed:
    """The button of a section that saves first."""
    made = section(county, then="hand_back", note="数据在信访科")
    _hand_out(_section_of(made))
    return made


def _section_of(made: Pressed) -> ReportSection:
    number = int(made.address.split("/")[2])
    return ReportSection.objects.get(report=number, code="s3_requests")


def _hand_out(held: ReportSection, *, done: bool = False) -> ReportSection:
    holder = person_at(held.report.agency, Role.REPORTER)
    held.holder, held.due_on, held.handed_by = holder, timezone.localdate(), holder
    held.done_at, held.done_by = (timezone.now(), holder) if done else (None, None)
    held.save()
    return held


def not_done(county: County) -> Pressed:
    held = _hand_out(county.report().sections.get(code="s3_requests"), done=True)
    assert held.holder
    return sent(held.holder, "entry:not_done", pk=held.report_id, code=held.code)


def draft(county: County) -> Pressed:
    report = county.report()
    return sent(county.clerk(report), "entry:draft", pk=report.pk, code="s1_overview")


def presence(county: County) -> Pressed:
    report = county.report()
    return sent(county.clerk(report), "entry:presence", pk=report.pk, code="s3_requests")


def _second_year(county: County) -> Report:
    """After an approved one, which fixes what is carried over."""
    last = county.at(State.APPROVED)
    return make_report(last.agency, year=2027)


def open_cells(county: County) -> Pressed:
    report = _second_year(county)
    form = {"cell": CARRIED, "reason": "机构合并"}
    person = county.clerk(report)
    return sent(person, "entry:open_cells", form, pk=report.pk, code="s3_requests")


def close_cell(county: County) -> Pressed:
    opened = open_cells(county)
    opened.client.post(opened.address, opened.form())
    address = opened.address.replace("/open/", "/close/")
    return Pressed(opened.client, address, lambda: {"cell": CARRIED})


def explanations(county: County) -> Pressed:
    report = county.report()
    fill_report(report, art20_1__rules__made=1, art20_1__rules__in_force=1)
    found = working_copy(report).findings(submitting=True)
    keys = [finding.key for finding in found if finding.needs_explanation]
    form = {f"explain.{key}": "情况属实" for key in keys}
    return sent(county.clerk(report), "agency:check", form, pk=report.pk)


def nil_return(county: County) -> Pressed:
    report = county.report()
    return sent(county.clerk(report), "entry:nil_return", pk=report.pk, table="requests")


def undo_nil_return(county: County) -> Pressed:
    filed = nil_return(county)
    filed.client.post(filed.address)
    return Pressed(filed.client, f"{filed.address}undo/", dict)


def assignments(county: County) -> Pressed:
    report = county.report()
    clerk, office = county.clerk(report), county.clerk(report, Role.OFFICE)
    due = timezone.localdate().isoformat()
    form = {"s3_requests.holder": clerk.pk, "s3_requests.due": due, "s3_requests.shown": ""}
    return sent(office, "entry:assignments", form, pk=report.pk)


def practice(county: County) -> Pressed:
    return sent(county.clerk(county.report()), "entry:practice")


def fill_in(county: County) -> Pressed:
    county.at(State.APPROVED)
    report = county.report(kind=AgencyKind.GOVERNMENT)
    return sent(county.clerk(report), "agency:fill_in", pk=report.pk)


def read_in(county: County) -> Pressed:
    report = county.report()
    fill_report(report)
    page = document_html(build_document(report.edition, working_copy(report).content))
    form = lambda: {"file": SimpleUploadedFile("年报.html", page.encode())}  # noqa: E731
    return sent(county.clerk(report), "intake:read_in", form, pk=report.pk)


def workbook(county: County) -> Pressed:
    """Filled in in Excel, with one cell changed."""
    report = county.report()
    person = county.clerk(report)
    client = browser(person)
    blank = client.get(reverse("intake:workbook", kwargs={"pk": report.pk})).content
    content = damaged(blank, put(NATURAL, 5))
    address = reverse("intake:workbook_upload", kwargs={"pk": report.pk})
    return Pressed(client, address, lambda: {"file": SimpleUploadedFile("离线.xlsx", content)})


def proposal(county: County, act: str = "proposal", **form: Any) -> Pressed:
    report = county.report()
    person = county.clerk(report)
    kept = Proposal.objects.create(report=report, by=person, how="read", figures={NATURAL: 3})
    return sent(person, f"intake:{act}", form, pk=report.pk, number=kept.pk)


def apply(county: County) -> Pressed:
    return proposal(county, take=NATURAL)


def undo_proposal(county: County) -> Pressed:
    written = apply(county)
    written.client.post(written.address, written.form())
    return Pressed(written.client, f"{written.address}undo/", dict)


def discard(county: County) -> Pressed:
    return proposal(county, "discard")


def _past_year(county: County, year: int) -> tuple[Campaign, Agency]:
    campaign = Campaign.objects.filter(region=county.region, year=year).first()
    return campaign or make_campaign(county.region, year=year), make_agency(region=county.region)


def past_upload(county: County) -> Pressed:
    campaign, agency = _past_year(county, 2022)
    content = written(told(agency.name, 2022), "txt")
    form = lambda: {"file": SimpleUploadedFile("年报.txt", content), "source": "县网"}  # noqa: E731
    return sent(county.admin, "past_years:past_year", form, pk=campaign.pk)


def past_taken_in(county: County) -> Pressed:
    campaign, agency = _past_year(county, 2023)
    file = [ReceivedFile("年报.txt", written(told(agency.name, 2023), "txt"))]
    keep(campaign, read_files(campaign, file, Given("县网")), actor(county.admin))
    waiting = campaign.past_files.get()
    shown = {"agency": agency.pk, "source": "县网", "published": "", "seen": f"{agency.pk}:"}
    form = {f"{name}-{waiting.pk}": value for name, value in shown.items()}
    pressed = {**form, "take": waiting.pk, "do": "take"}
    return sent(county.admin, "past_years:take_in", pressed, pk=campaign.pk)


def past_taken_away(county: County) -> Pressed:
    report = taken_in(make_agency(region=county.region))
    key = {"pk": report.campaign_id, "number": report.pk}
    return sent(county.admin, "past_years:take_away", **key)


def concession(county: County) -> Pressed:
    day = timezone.localdate() + timezone.timedelta(days=9)
    form = {"kind": "waiver", "rule": "YOY-R01", "day": day.isoformat(), "reason": "机构合并"}
    return sent(county.reviewer, "review:concessions", form, pk=county.report().pk)


def withdrawal(county: County) -> Pressed:
    report = county.report()
    given = make_concession(report, "waiver", by=county.reviewer)
    key = {"pk": report.pk, "number": given.pk}
    return sent(county.reviewer, "review:withdraw_concession", {"why": "不再需要"}, **key)


def move(county: County) -> Pressed:
    """The one that takes the photograph, too."""
    report = county.at(State.READY)
    form = {"seen": report.moves_made, "checked": "on"}
    office = county.clerk(report, Role.OFFICE)
    return sent(office, "workflow:move", form, pk=report.pk, name="submit")


def decision(county: County) -> Pressed:
    report = county.at(State.HEAD_APPROVAL)
    form = {"name": "sign", "seen": report.moves_made, "shown": digest_now(report)}
    return sent(county.clerk(report, Role.HEAD), "agency:decide", form, pk=report.pk)


def bulk(county: County) -> Pressed:
    report = county.at(State.SUBMITTED)
    Campaign.objects.filter(pk=report.campaign_id).update(approve_unseen=True)
    FiledSentence.objects.filter(report=report).delete()  # as if its texts were its own
    form = {"report": f"{report.pk}:{report.moves_made}"}
    address = f"{reverse('review:approve_many')}?campaign={report.campaign_id}"
    return Pressed(browser(county.reviewer), address, lambda: form)


def publishing(county: County) -> Pressed:
    report = county.at(State.APPROVED)
    form = {"do": "each", "report": f"{report.pk}:{report.moves_made}",
            f"address-{report.pk}": "https://yunling.example/2026.html"}  # fmt: skip
    address = f"{reverse('review:publishing')}?campaign={report.campaign_id}"
    return Pressed(browser(county.reviewer), address, lambda: form)


def publication_back(county: County) -> Pressed:
    report = county.at(State.PUBLISHED)
    form = {"do": "back", "report": f"{report.pk}:{report.moves_made}"}
    return replace(publishing(county), form=lambda: form)


def _in_review(county: County) -> Report:
    return county.at(State.IN_REVIEW)


def comment(county: County) -> Pressed:
    report = _in_review(county)
    form = {"place": NATURAL, "quote": "", "text": "请与台账核对"}
    return sent(report.reviewer, "review:new_comment", form, pk=report.pk)


def _asked(county: County) -> tuple[Report, int]:
    report = _in_review(county)
    thread = ask(report.pk, actor(report.reviewer), place="", quote="", text="请补充")
    assert thread
    return report, thread.pk


def follow_up(county: County, **form: str) -> Pressed:
    report, thread = _asked(county)
    given = form or {"text": "还是没有"}
    return sent(report.reviewer, "review:follow_up", given, pk=report.pk, thread=thread)


def resolution(county: County) -> Pressed:
    return follow_up(county, do="resolve")


def reply(county: County) -> Pressed:
    report, thread = _asked(county)
    move_on(report, "return")
    form = {"text": "已核对"}
    return sent(county.clerk(report), "review:reply", form, pk=report.pk, thread=thread)


def ticks(_county: County) -> Pressed:
    """In a county of its own: the points would bind every later review of the year."""
    report = _in_review(County())
    Campaign.objects.filter(pk=report.campaign_id).update(review_points=POINTS)
    form = {"number": report.last_number, "point": POINTS.splitlines()}
    return sent(report.reviewer, "review:review_checklist", form, pk=report.pk)


def phrase(county: County) -> Pressed:
    return sent(county.reviewer, "review:phrases", {"text": "请写明完成时间。"})


def _phrases(county: County) -> list[Phrase]:
    first = Phrase.objects.count()
    return [
        Phrase.objects.create(bureau=county.bureau, text=f"第{first + n}条", order=first + n)
        for n in range(1, 24)
    ]


def phrase_down(county: County) -> Pressed:
    return sent(county.reviewer, "review:phrase", {"do": "down"}, pk=_phrases(county)[0].pk)


def phrase_removed(county: County) -> Pressed:
    kept = Phrase.objects.filter(bureau=county.bureau).first() or _phrases(county)[0]
    return sent(county.reviewer, "review:phrase", {"do": "remove"}, pk=kept.pk)


def urging(county: County) -> Pressed:
    report = county.report()
    county.clerk(report)
    made = sent(county.reviewer, "oversight:send_notices", {"which": report.pk, "text": "请尽快"})
    return replace(made, address=f"{made.address}?campaign={report.campaign_id}")


def delegation(county: County) -> Pressed:
    report = county.report()
    head, deputy = county.clerk(report, Role.HEAD), county.clerk(report, Role.DEPUTY)
    today = timezone.localdate().isoformat()
    membership = Membership.objects.get(user=head).pk
    form = {"membership": membership, "to": deputy.pk, "from_day": today, "until_day": today}
    return sent(head, "accounts:delegations", {**form, "reason": "出差"})


def end_of_delegation(county: County) -> Pressed:
    agency = county.report().agency
    head, deputy = person_at(agency, Role.HEAD), person_at(agency, Role.DEPUTY)
    made: Delegation = make_delegation(head, deputy, agency)
    return sent(head, "accounts:end_delegation", pk=made.pk)


def verification(county: County) -> Pressed:
    return sent(county.auditor, "accounts:verify_trail")


def read_all(county: County) -> Pressed:
    Notice.objects.create(user=county.auditor, kind="x", title="x")
    return sent(county.auditor, "accounts:read_all")


def notice_choice(county: County) -> Pressed:
    form = {"frequency": "daily", "quiet_from": "22:00", "quiet_until": "07:00"}
    return sent(county.clerk(county.report()), "accounts:notice_choice", form)


def appearance(county: County) -> Pressed:
    return sent(county.clerk(county.report()), "accounts:appearance", {"large": "on"})


def _with_password(county: County) -> User:
    person = county.clerk(county.report())
    person.set_password(OLD)
    person.save()
    return person


def sign_in(county: County) -> Pressed:
    form = {"username": _with_password(county).username, "password": OLD}
    return Pressed(Client(), reverse("accounts:login"), lambda: form)


def sign_out(county: County) -> Pressed:
    return sent(county.clerk(county.report()), "accounts:logout")


def new_password(county: County) -> Pressed:
    form = {"old_password": OLD, "new_password1": NEW, "new_password2": NEW}
    return sent(_with_password(county), "accounts:password_change", form)


def forgotten(county: County) -> Pressed:
    person = _with_password(county)
    address = reverse("accounts:password_reset")
    return Pressed(Client(), address, lambda: {"email": person.email})


def chosen_anew(county: County) -> Pressed:
    person, client = _with_password(county), Client()
    number = urlsafe_base64_encode(force_bytes(person.pk))
    key = {"uidb64": number, "token": default_token_generator.make_token(person)}
    link = client.get(reverse("accounts:password_reset_confirm", kwargs=key))
    form = {"new_password1": NEW, "new_password2": NEW}
    return Pressed(client, link["Location"], lambda: form)


def looked_at(county: County, name: str) -> Pressed:
    """What changes nothing of the portal."""
    return sent(county.auditor, name, {"language": "en", "code": "", "next": "/"})
