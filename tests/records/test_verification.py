"""Runs of the verification: by the nightly commands and by the auditor's button, each kept as a
line; the log of seals outside the database."""

import datetime as dt
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Event, Role, TrailHead
from accounts.trail import verification
from accounts.trail.chain import hash_of
from accounts.trail.record import SYSTEM, record, verify
from accounts.trail.seals import Seal, add_seal, read_seals
from accounts.trail.verification import latest_run, latest_whole_run, verify_all
from tests.support.factories import make_agency, make_user
from tests.support.triggers import drop_triggers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def log(tmp_path: Path, settings) -> Path:
    settings.SEALS = str(tmp_path / "outside" / "seals.log")
    return Path(settings.SEALS)


@pytest.fixture
def auditor(client):
    client.force_login(make_user((make_agency(is_bureau=True), Role.AUDITOR)))
    return client


def make_lines(count: int) -> None:
    for number in range(count):
        record(SYSTEM, "sign_in", f"user:{number}", label="某人")


def command(name: str) -> str:
    out = StringIO()
    call_command(name, stdout=out)
    return out.getvalue()


# A run is kept -------------------------------------------------------------------------------


def test_a_run_is_a_line_with_what_it_checked_and_found():
    make_lines(3)
    head = TrailHead.objects.get().hash
    assert command("verify_trail") == "OK: 3 lines\n"
    event = Event.objects.get(action="trail.verify")
    told = dict(event.after)
    assert told.pop("seconds") >= 0
    assert told == {"first": 1, "last": 3, "to_end": True, "hash": head, "seals": 0, "breaks": []}
    assert (event.actor, event.actor_name, event.object) == (None, "system", "trail")


def test_a_broken_trail_is_a_line_too_with_each_place():
    drop_triggers()
    make_lines(6)
    Event.objects.filter(pk__in=(2, 5)).update(label="x")
    with pytest.raises(CommandError, match="line 2 was changed\nBROKEN: line 5 was changed"):
        call_command("verify_trail")
    run = latest_run()
    assert [found.number for found in run.breaks] == [2, 5]
    assert Event.objects.get(pk=run.number).action == "trail.broken"


def test_not_more_than_twenty_places_are_told():
    drop_triggers()
    make_lines(30)
    Event.objects.update(label="x")
    assert len(verify_all().breaks) == 20


@pytest.mark.parametrize("harm", ["gone", "set back"])
def test_a_trail_that_takes_no_line_any_more_is_told_all_the_same(harm):
    make_lines(3)
    if harm == "gone":
        TrailHead.objects.all().delete()
    else:
        TrailHead.objects.update(count=1)
    result = verify_all()
    assert result.breaks and not result.number
    with pytest.raises(CommandError, match="BROKEN"):
        call_command("seal_trail")


# The button ----------------------------------------------------------------------------------


def test_the_page_shows_the_last_run_and_the_button_makes_one(auditor):
    make_lines(3)
    assert "尚未核验" in auditor.get("/trail/").content.decode()
    page = auditor.post("/trail/verify/", follow=True)
    assert "第 1 行至第 4 行核验无误" in page.content.decode()
    assert page.context["run"].by
    assert (page.context["run"].first, page.context["run"].last) == (1, 4)


def test_the_button_goes_on_from_where_it_held(auditor):
    make_lines(3)
    verify_all()
    make_lines(2)
    auditor.post("/trail/verify/")
    run = latest_run()
    assert (run.first, run.last) == (3, 6)
    assert latest_whole_run().last == 3


def test_one_press_checks_no_more_than_so_many_lines_and_the_next_goes_on(auditor, monkeypatch):
    monkeypatch.setattr(verification, "LINES_AT_ONCE", 4)
    make_lines(9)
    runs = []
    for _ in range(3):
        auditor.post("/trail/verify/")
        runs.append((latest_run().first, latest_run().last))
    assert runs == [(1, 4), (4, 7), (7, 10)]
    assert latest_whole_run() is None


def test_the_line_it_goes_on_from_must_still_be_the_same(auditor):
    """Before it nothing is looked at, so what stands there is compared with what stood there."""
    drop_triggers()
    make_lines(3)
    verify_all()
    from_here = Event.objects.get(pk=3)
    from_here.label = "x"
    Event.objects.filter(pk=3).update(label="x")
    assert "第 3 行被改动" in auditor.post("/trail/verify/", follow=True).content.decode()


def test_after_a_break_the_next_press_begins_where_it_last_held(auditor):
    drop_triggers()
    make_lines(2)
    verify_all()
    make_lines(2)
    Event.objects.filter(pk=4).update(label="x")
    for _ in range(2):
        page = auditor.post("/trail/verify/", follow=True)
        assert [found.number for found in page.context["run"].breaks] == [4]
        assert "不完整" in page.content.decode()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.AUDITOR])
def test_nobody_else_has_the_button(client, role):
    client.force_login(make_user((make_agency(is_bureau=True), role)))
    assert client.post("/trail/verify/").status_code == 404
    assert not Event.objects.exists()


# Seals ---------------------------------------------------------------------------------------


def test_a_seal_is_day_count_and_hash_of_the_head(log, time_machine):
    time_machine.move_to(dt.datetime(2027, 1, 5, 18, tzinfo=dt.UTC), tick=False)
    make_lines(3)
    out = command("seal_trail")
    sealed = Event.objects.get(pk=4)  # the verification is sealed as well
    assert log.read_text() == f"2027-01-06 4 {sealed.hash}\n"  # as the office counts days
    assert out == f"SEALED: 2027-01-06 4 {sealed.hash}\nOK: 3 lines\n"
    assert Event.objects.get(action="trail.seal").after == {"last": 4, "hash": sealed.hash}


def test_a_day_has_one_seal_and_each_day_its_own(log, time_machine):
    for day in (5, 5, 6, 5):  # the clock may also go back
        time_machine.move_to(dt.datetime(2027, 1, day, 4, tzinfo=dt.UTC), tick=False)
        make_lines(1)
        command("seal_trail")
    assert [seal.day.day for seal in read_seals(log).kept] == [5, 6]
    assert verify() is None and latest_run().seals == 2


def test_earlier_lines_of_the_log_stay_as_they_are(log):
    add_seal(log, Seal(dt.date(2026, 1, 1), 0, "0" * 64))
    before = log.read_text()
    command("seal_trail")
    assert log.read_text().startswith(before)


def test_a_seal_that_the_trail_does_not_keep_is_named(log):
    make_lines(3)
    add_seal(log, Seal(dt.date(2026, 1, 1), 2, "a" * 64))
    add_seal(log, Seal(dt.date(2026, 1, 2), 99, "b" * 64))
    with pytest.raises(CommandError, match="lines 1 to 2 were written anew") as told:
        call_command("seal_trail", stdout=StringIO())
    assert "line 99 was sealed and is missing" in str(told.value)
    assert len(read_seals(log).kept) == 3  # what comes after is sealed all the same


@pytest.mark.parametrize("line", ["", "nonsense", "2026-02-31 1 " + "a" * 64, "2026-01-01 1 ab"])
def test_a_line_of_the_log_that_cannot_be_read_is_named(log, line):
    add_seal(log, Seal(dt.date(2026, 1, 1), 0, "0" * 64))
    with log.open("a") as file:
        file.write(line + "\n")
    breaks = verify_all().breaks
    assert [(one.number, one.code) for one in breaks] == [(2, "seal_unreadable")]


def test_a_line_of_the_log_that_was_torn_does_not_spoil_the_next(log):
    """The disk was full, or the machine died."""
    add_seal(log, Seal(dt.date(2026, 1, 1), 0, "0" * 64))
    with log.open("a") as file:
        file.write("2026-01-02 12 abc")
    add_seal(log, Seal(dt.date(2026, 1, 3), 0, "0" * 64))
    assert [seal.day.day for seal in read_seals(log).kept] == [1, 3]
    assert read_seals(log).unreadable == (2,)


def test_a_trail_written_anew_from_end_to_end_is_found_by_its_seals(log, time_machine):
    """It holds in itself: nothing but what was written down elsewhere tells."""
    for day in (5, 6, 7):
        time_machine.move_to(dt.datetime(2027, 1, day, 4, tzinfo=dt.UTC), tick=False)
        make_lines(2)
        command("seal_trail")
    drop_triggers()
    sealed = read_seals(log).kept
    rewrite(from_line=sealed[0].count + 1)
    assert verify() is None
    breaks = verify_all().breaks
    assert [(one.number, one.code, one.other) for one in breaks] == [
        (seal.count, "sealed_anew", sealed[0].count + 1) for seal in sealed[1:]
    ]


def rewrite(*, from_line: int) -> None:
    """As somebody would who knows all of it: other words, new hashes, a head that fits."""
    before = Event.objects.get(pk=from_line - 1).hash
    for event in Event.objects.filter(pk__gte=from_line).order_by("pk"):
        event.label, event.previous_hash = "x", before
        before = hash_of(event)
        Event.objects.filter(pk=event.pk).update(
            label="x", previous_hash=event.previous_hash, hash=before
        )
    TrailHead.objects.update(hash=before)


def test_a_tail_that_was_cut_off_cleanly_is_found_by_its_seal(log):
    make_lines(5)
    command("seal_trail")
    drop_triggers()
    Event.objects.filter(pk__gt=4).delete()
    TrailHead.objects.update(count=4, hash=Event.objects.get(pk=4).hash)
    assert verify() is None
    assert [(one.number, one.code) for one in verify_all().breaks] == [(6, "sealed_missing")]


def test_without_a_log_the_chain_alone_is_checked(log):
    make_lines(2)
    assert not log.exists() and verify_all().is_whole
