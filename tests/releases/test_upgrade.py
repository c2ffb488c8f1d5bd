"""The databases that releases made, brought to the present code: all goes on in them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client, override_settings
from django.urls import reverse

from accounts.models import Event, Role
from accounts.trail.verification import verify_all
from portal import settings as real
from portal.database_state import DatabaseState, database_state
from reports.models import Report
from reports.records.approval_receipts import find_approval
from reports.records.receipts import find_by_code, is_whole
from tests.releases.dumps import restore_dump
from tests.support.databases import in_another_database

pytestmark = pytest.mark.both_databases

RELEASES = sorted(path for path in Path(__file__).parent.iterdir() if path.name[0].isdigit())
NATURAL = "requests.new_received.natural_person"


@dataclass(frozen=True)
class Upgraded:
    facts: dict[str, Any]

    def signed_in(self, role: str) -> Client:
        """Through the page, with the password of then."""
        login, browser = self.facts["logins"][role], Client()
        answer = browser.post(reverse("accounts:login"), login)
        assert answer.status_code == 302, f"{role} cannot sign in"
        return browser


@pytest.fixture(scope="module", params=RELEASES, ids=lambda path: path.name)
def upgraded(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_blocker: Any,
) -> Iterator[Upgraded]:
    """Restored and migrated once; what a test below writes stays for the next."""
    folder = tmp_path_factory.mktemp("upgraded")
    with django_db_blocker.unblock(), in_another_database(folder) as database:
        kept = request.param / database.vendor
        facts = json.loads(kept.with_suffix(".json").read_text(encoding="utf-8"))
        restore_dump(database, kept.with_suffix(".sql.xz"))
        call_command("migrate", verbosity=0, skip_checks=False)
        with override_settings(
            SECRET_KEY=facts["secret_key"],
            PASSWORD_HASHERS=real.PASSWORD_HASHERS,
            SEALS=str(folder / "seals.log"),
        ):
            yield Upgraded(facts)


def test_it_is_up_to_date(upgraded: Upgraded) -> None:
    assert database_state(connection) is DatabaseState.READY


@pytest.mark.parametrize("role", Role.values)
def test_people_sign_in_and_find_their_work(upgraded: Upgraded, role: str) -> None:
    browser = upgraded.signed_in(role)
    page = browser.get("/", follow=True)
    assert page.status_code == 200
    assert page.context["user"].username == upgraded.facts["logins"][role]["username"]


def test_the_trail_verifies_and_its_line_of_then_is_what_it_was(upgraded: Upgraded) -> None:
    then = upgraded.facts["trail"]
    run = verify_all()
    assert run.is_whole and run.last >= then["count"] > 0
    assert Event.objects.get(pk=then["count"]).hash == then["hash"]


def test_the_trail_is_still_append_only(upgraded: Upgraded) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.filter(pk=1).update(label="x")


def test_a_report_is_saved_through_its_page(upgraded: Upgraded) -> None:
    login = upgraded.facts["logins"][Role.REPORTER]
    of = {"agency__name": login["agency"], "status": "drafting"}
    report = Report.objects.get(**of)
    browser = upgraded.signed_in(Role.REPORTER)
    url = reverse("entry:section", kwargs={"pk": report.pk, "code": "s3_requests"})
    assert browser.get(url).status_code == 200
    lines = Event.objects.count()
    assert browser.post(url, {NATURAL: "4321"}, follow=True).status_code == 200
    assert report.sections.get(code="s3_requests").figures[NATURAL] == 4321
    assert Event.objects.count() > lines


def test_receipts_verify_by_their_codes_of_then(upgraded: Upgraded) -> None:
    receipts = upgraded.facts["receipts"]
    found = {code: find_by_code(code) for code in receipts}
    assert {
        code: one and f"{one.agency_name} {one.year}" for code, one in found.items()
    } == receipts
    assert all(one and is_whole(one) for one in found.values())


def test_receipts_of_approvals_verify_by_their_codes_of_then(upgraded: Upgraded) -> None:
    approvals = {code: find_approval(code) for code in upgraded.facts["approvals"]}
    assert approvals and all(one and one.is_whole for one in approvals.values())


def test_anybody_is_told_of_a_receipt_by_its_page(upgraded: Upgraded) -> None:
    code, filed = next(iter(upgraded.facts["receipts"].items()))
    page = Client().get(reverse("records:verify"), {"code": code}).content.decode()
    assert filed.rpartition(" ")[0] in page
