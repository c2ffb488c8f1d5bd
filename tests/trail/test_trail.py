"""The trail: chained, append-only, and read by the auditor. What finds tampering has its own file."""

import datetime as dt
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from accounts.models import AgencyKind, Event, Role
from accounts.trail.chain import FIRST_HASH, hash_of
from accounts.trail.record import SYSTEM, Actor, record, verify
from reports.models import CampaignDate
from tests.support.factories import actor, make_agency, make_user
from tests.support.triggers import drop_triggers

pytestmark = pytest.mark.django_db

LINES = 8


def make_lines(count: int = LINES) -> list[Event]:
    user = make_user()
    return [
        record(actor(user), "figures.write", f"report:{n}", label="云岭县 2026",
               before={"件数": n}, after={"件数": n + 1})
        for n in range(count)
    ]  # fmt: skip


def make_auditor():
    return make_user((make_agency(), Role.AUDITOR))


# The chain ---------------------------------------------------------------------------------


def test_each_line_carries_the_hash_of_the_line_before():
    lines = make_lines(3)
    assert [line.id for line in lines] == [1, 2, 3]
    assert [line.previous_hash for line in lines] == [FIRST_HASH, lines[0].hash, lines[1].hash]
    assert verify() is None


def test_an_empty_trail_holds():
    assert verify() is None


@pytest.mark.django_db(transaction=True)
def test_a_line_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError):
        record(SYSTEM, "sign_in", "user:1")
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_act_that_fails_leaves_no_line():
    with pytest.raises(ValueError), transaction.atomic():
        record(SYSTEM, "sign_in", "user:1")
        raise ValueError
    assert not Event.objects.exists() and verify() is None


def test_figures_and_chinese_read_back_as_they_were_hashed():
    record(
        Actor(None, "10.0.0.1"),
        "figures.write",
        "report:1",
        label="收费金额（万元）𠮷",
        before={"收费": Decimal("0.10"), "空": None},
        after={"收费": Decimal("1571.55"), "日": dt.date(2027, 1, 31), "列": [1, "二"]},
    )
    event = Event.objects.get()
    assert event.after == {"收费": 1571.55, "日": "2027-01-31", "列": [1, "二"]}
    assert event.hash == hash_of(event) and verify() is None


def test_a_long_label_is_cut_before_it_is_hashed():
    record(SYSTEM, "sign_in", "user:1", label="长" * 400)
    assert len(Event.objects.get().label) == 150 and verify() is None


def test_what_it_was_done_to_is_named_in_the_portals_language_whoever_writes():
    date = CampaignDate(kind=AgencyKind.DEPARTMENT, day=dt.date(2027, 1, 31))
    with translation.override("en"), transaction.atomic():
        record(SYSTEM, "campaign_date.change", "campaign_date:1", label=date)
    assert Event.objects.get().label == str(date) == "县直部门 2027年1月31日"


def test_who_acted_is_kept_as_it_was_then():
    user = make_user(name="旧名")
    record(actor(user), "sign_in", "user:1")
    user.name = "新名"
    user.save()
    assert Event.objects.get().actor_name.startswith("旧名") and verify() is None


# The database refuses ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_event SET label = 'x' WHERE id = 2",
        "UPDATE accounts_event SET id = 99 WHERE id = 2",
        "DELETE FROM accounts_event WHERE id = 2",
        "DELETE FROM accounts_event",
    ],
)
def test_the_database_refuses_to_change_a_line(statement):
    make_lines(3)
    refused = pytest.raises(DatabaseError, match="append-only")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Event.objects.count() == 3 and verify() is None


# The command -------------------------------------------------------------------------------


def test_the_command_counts_the_lines_that_hold():
    make_lines(3)
    out = StringIO()
    call_command("verify_trail", stdout=out)
    assert out.getvalue() == "OK: 3 lines\n"


def test_the_command_names_the_first_broken_line():
    make_lines()
    drop_triggers()
    Event.objects.filter(pk__in=(4, 6)).update(label="x")
    with pytest.raises(CommandError, match="line 4 was changed"):
        call_command("verify_trail")


# The page ----------------------------------------------------------------------------------


def test_an_auditor_reads_the_newest_lines_first(client):
    make_lines(3)
    client.force_login(make_auditor())
    lines = client.get("/trail/").context["lines"]
    assert [line.event.id for line in lines] == [3, 2, 1]


@pytest.mark.parametrize("role", [role for role in Role if role != Role.AUDITOR])
def test_the_page_does_not_exist_for_others(client, role):
    client.force_login(make_user((make_agency(), role)))
    assert client.get("/trail/").status_code == 404
    assert not Event.objects.exists()


def test_the_page_is_only_read(client):
    client.force_login(make_auditor())
    assert client.post("/trail/").status_code == 405


def test_a_reading_is_one_line_itself(client):
    auditor = make_auditor()
    client.force_login(auditor)
    client.get("/trail/", {"text": "云岭", "first": "2026-01-01"})
    event = Event.objects.get()
    assert (event.action, event.actor) == ("trail.read", auditor)
    assert event.after == {"text": "云岭", "first": "2026-01-01"}
    assert verify() is None


@pytest.mark.parametrize(
    ("text", "found"),
    [("report:7", 1), ("FIGURES", LINES), ("云岭县", LINES), ("sign_in", 0), ("%", 0)],
)
def test_lines_are_found_by_words(client, text, found):
    make_lines()
    client.force_login(make_auditor())
    assert len(client.get("/trail/", {"text": text}).context["lines"]) == found


def test_lines_are_found_by_day_as_the_office_counts_it(client, time_machine):
    """20 January, 23:30 in Shanghai is still 15:30 of the same day in UTC; 00:30 is the day before."""
    for moment in ("2027-01-19T16:30Z", "2027-01-20T15:30Z", "2027-01-20T16:30Z"):
        time_machine.move_to(dt.datetime.fromisoformat(moment), tick=False)
        record(SYSTEM, "sign_in", "user:1")
    time_machine.move_to(dt.datetime(2027, 2, 1, tzinfo=dt.UTC), tick=False)
    client.force_login(make_auditor())
    page = client.get("/trail/", {"first": "2027-01-20", "last": "2027-01-20"})
    assert sorted(line.event.id for line in page.context["lines"]) == [1, 2]


def test_a_date_that_is_none_shows_an_error_and_no_line(client):
    make_lines(1)
    client.force_login(make_auditor())
    page = client.get("/trail/", {"first": "31.02.2027"})
    assert page.context["form"].errors and page.context["lines"] == []
    assert 'class="error-summary"' in page.content.decode()


def test_pages_do_not_shift_while_the_trail_grows(client):
    make_lines(120)
    client.force_login(make_auditor())
    seen: list[int] = []
    query = "?"
    while query:
        page = client.get("/trail/" + query)
        seen += [line.event.id for line in page.context["lines"]]
        query = page.context["older"]
    assert seen == list(range(120, 0, -1))


def test_nonsense_in_the_address_is_no_error(client):
    client.force_login(make_auditor())
    for before in ("x", "-1", "9" * 40):
        assert client.get("/trail/", {"before": before}).status_code == 200


def test_what_changed_is_shown_place_by_place(client):
    record(
        SYSTEM, "figures.write", "report:1", before={"a": 1, "b": None}, after={"a": 2, "c": "<b>"}
    )
    client.force_login(make_auditor())
    page = client.get("/trail/")
    changes = [(c.key, c.before, c.after) for c in page.context["lines"][0].changes]
    assert changes == [("a", "1", "2"), ("c", "", "<b>")]  # where nothing stood, nothing is shown
    assert "&lt;b&gt;" in page.content.decode()


def test_the_page_asks_the_database_the_same_number_of_times(client, django_assert_num_queries):
    auditor = make_auditor()
    client.force_login(auditor)
    client.get("/trail/")
    make_lines(20)
    with django_assert_num_queries(11):
        client.get("/trail/")
