"""Every act that the code can record has words and a kind, and whatever is taken along is one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.utils.translation import override

from accounts.admin_pages.import_export import SheetAdmin
from accounts.admin_pages.recorded import RecordedAdmin
from accounts.models import Event, Role
from accounts.trail.labels import OTHER, act_in_words, kind_of, known_acts
from portal.duties import OPENED_BY
from reports.models import Concession
from reports.workflow.moves import MOVE_NAMES
from tests.portal.test_access import County, rows
from tests.support.cast import cast
from tests.support.recorded_acts import acts_in_code

pytestmark = pytest.mark.one_database

IN_CODE = acts_in_code()
VERBS = {act for act in IN_CODE if "." not in act and not act.startswith("sign_")}
OWN_PAGES = [
    (m._meta.model_name, m) for m, page in admin.site._registry.items() if isinstance(page, RecordedAdmin)
]  # fmt: skip
SHEETS = [
    m._meta.model_name for m, page in admin.site._registry.items() if isinstance(page, SheetAdmin)
]


def every_act() -> Iterator[str]:
    """Those of the code, with its patterns written out."""
    for act in IN_CODE.keys() - VERBS:
        subject, _dot, verb = act.partition(".")
        if act == "move.*":
            yield from (f"move.{name}" for name in MOVE_NAMES)
        elif act == "*.*":
            yield from (f"{name}.{verb}" for name, _model in OWN_PAGES for verb in VERBS)
        elif subject == "*" and verb in {"give", "withdraw"}:
            yield from (f"{kind}.{verb}" for kind in Concession.Kind.values)
        elif subject == "*":
            yield from (f"{name}.{verb}" for name in SHEETS)
        else:
            yield act


ACTS = sorted(every_act())


def test_the_acts_are_found_in_the_code():
    """Of each way to name one at least one, so that the list cannot be empty unseen."""
    some = {"sign_in", "sign_in.locked", "section.write", "section.not_done", "comment.resolve",
            "proposal.apply", "password.reset", "move.approve", "agency.export", "user.password",
            "trail.verify", "trail.broken", "access.refused", "report.lift"}  # fmt: skip
    assert some <= set(ACTS) and {"add", "change", "delete", "password"} == VERBS
    assert not [act for act in ACTS if "*" in act]


@pytest.mark.parametrize("act", ACTS)
def test_an_act_has_words_in_both_languages(act):
    assert act_in_words(act) != act
    english = words_in("en", act)
    assert english and english != act_in_words(act)


def words_in(language: str, act: str) -> str:
    with override(language):
        return act_in_words(act)


@pytest.mark.parametrize("act", [act for act in ACTS if act != "demo.fill"])
def test_an_act_is_found_by_its_kind(act):
    assert act in known_acts() and kind_of(act) != OTHER


# What is taken along -------------------------------------------------------------------------

county = cast(County)
PEOPLE = ("office", "reviewer", "admin", "security", "auditor")
BY_DUTY = {Role.ADMINISTRATOR: "admin", Role.SECURITY: "security"}


def is_file(answer) -> bool:
    return "attachment" in answer.get("Content-Disposition", "")


def taken(before: int) -> list[str]:
    new = Event.objects.filter(pk__gt=before).order_by("pk")
    return [event.action for event in new if kind_of(event.action) == "taken"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", sorted({a for a, method, _ in rows() if method == "GET"}))
def test_whoever_is_sent_a_file_leaves_one_line(address, county):
    """Also of an address that is added later: none can send a file without it."""
    sent = False
    for person in PEOPLE:
        before = Event.objects.count()
        answer = county.browser(person).get(county.path(address))
        assert len(taken(before)) == is_file(answer), person
        sent = sent or is_file(answer)
    assert sent == (address in FILES)


FILES = {
    "agency:file": "report.download", "intake:workbook": "report.download",
    "review:submission_file": "submission.download",
    "past_years:sheet": "past.download", "oversight:aggregate_file": "aggregate.export",
    "accounts:trail_file": "trail.export", "accounts:job_file": "job.download", "oversight:board_file": "board.export",
    "oversight:contacts_file": "board.export", "oversight:common_faults_file": "board.export",
    "records:register_file": "register.export",
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "act"), FILES.items())
def test_the_files_there_are_leave_these_lines(address, act, county):
    found = set()
    for person in PEOPLE:
        before = Event.objects.count()
        county.browser(person).get(county.path(address))
        found |= set(taken(before))
    assert found == {act}


@pytest.mark.django_db
@pytest.mark.parametrize("model", SHEETS)
def test_a_sheet_of_the_administration_leaves_one_line(model, county):
    before = Event.objects.count()
    app = next(m._meta.app_label for m in admin.site._registry if m._meta.model_name == model)
    page = f"/admin/{app}/{model}/export/"
    form = {"format": "1", **({"campaign": county.draft.campaign_id} if model == "report" else {})}
    person = BY_DUTY[OPENED_BY[f"{app}.{model}"]]
    answer = county.browser(person).post(page, form)
    assert is_file(answer) and taken(before) == [f"{model}.export"]
