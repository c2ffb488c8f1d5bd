"""A hundred places of a real trail are tampered with behind the triggers' back, one at a time:
each is found, and by the name of the line that was tampered with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from accounts.models import Event, TrailHead
from accounts.trail.chain import Break, find_breaks, hash_of, read_end
from accounts.trail.record import SYSTEM, Actor, record
from tests.support.factories import actor, make_user
from tests.support.triggers import drop_triggers

pytestmark = pytest.mark.django_db

LINES = 12
FIRST, MIDDLE, LAST = 1, 6, LINES
Tamper = Callable[[], None]


@dataclass(frozen=True)
class Place:
    """Something that is done to the trail, and what is to be said of it."""

    name: str
    tamper: Tamper
    expected: tuple[tuple[int, str], ...]

    def __str__(self) -> str:
        return self.name


@pytest.fixture(autouse=True)
def trail(db: None) -> None:
    """Lines as the portal writes them, by several people, and then no trigger any more."""
    for number in range(LINES // 3):
        person = actor(make_user())
        record(Actor(None, "10.0.0.9"), "sign_in.failed", "user:unknown")
        record(person, "section.write", f"report:{number}", label="云岭县 2026",
               before={"requests.granted.total": "3"}, after={"how": "typed", "values": {"requests.granted.total": "300"}})  # fmt: skip
        record(
            SYSTEM,
            "campaign.open",
            "campaign:1",
            label="云岭县 2026",
            after={"agencies": ["甲", "乙"]},
        )
    drop_triggers()


def line(number: int) -> Event:
    return Event.objects.get(pk=number)


def change(number: int, **columns: object) -> None:
    Event.objects.filter(pk=number).update(**columns)


def reseal(number: int, **columns: object) -> None:
    """As somebody would who knows how the hash is made, but not that of the next line."""
    event = line(number)
    for name, value in columns.items():
        setattr(event, name, value)
    change(number, **columns, hash=hash_of(event))


def renumber(pairs: list[tuple[int, int]]) -> None:
    """Over numbers that nobody has, since each must be free before it is taken."""
    for old, new in pairs:
        change(old, id=new + 1000)
    for _old, new in pairs:
        change(new + 1000, id=new)


def shift(first: int, by: int) -> None:
    renumber([(number, number + by) for number in range(first, LINES + 1)])


def remove(*numbers: int) -> None:
    Event.objects.filter(pk__in=numbers).delete()


def put_in(number: int, **columns: object) -> None:
    """A line of one's own, with a hash that fits, before the one that had the number."""
    shift(number, 1)
    insert(number, **columns)


def insert(number: int, **columns: object) -> None:
    before = Event.objects.filter(pk=number - 1).first()
    forged = line(MIDDLE if Event.objects.filter(pk=MIDDLE).exists() else FIRST)
    forged.id, forged.label = number, "伪造"
    forged.previous_hash = before.hash if before else "0" * 64
    for name, value in columns.items():
        setattr(forged, name, value)
    forged.hash = hash_of(forged)
    head = TrailHead.objects.get()
    forged.save(force_insert=True)
    TrailHead.objects.update(count=head.count, hash=head.hash)  # a trigger had moved it


# What can be done ----------------------------------------------------------------------------

COLUMNS: dict[str, Callable[[Event], object]] = {
    "at": lambda e: e.at + dt.timedelta(microseconds=1),
    "actor_id": lambda e: None if e.actor_id else Event.objects.exclude(actor=None)[0].actor_id,
    "actor_name": lambda e: e.actor_name + " ",
    "address": lambda e: "10.9.9.9",
    "action": lambda e: "figures.read",
    "object": lambda e: "report:99",
    "label": lambda e: e.label + "。",
    "before": lambda e: {"requests.granted.total": "4"},
    "after": lambda e: {"how": "typed", "values": {"requests.granted.total": "30"}},
}
SEALED_OVER = [2, 5, 8, 11]  # of each kind of line one, none of them the last


def changed(number: int, column: str, seal: Callable[..., None]) -> Tamper:
    return lambda: seal(number, **{column: COLUMNS[column](line(number))})


def places() -> Iterator[Place]:
    for number in (FIRST, 2, MIDDLE, 7, LAST):
        for column in COLUMNS:
            yield Place(
                f"{column} of {number} changed",
                changed(number, column, change),
                ((number, "changed"),),
            )
    for number in SEALED_OVER:
        for column in COLUMNS:
            yield Place(
                f"{column} of {number} changed and sealed",
                changed(number, column, reseal),
                ((number, "resealed"),),
            )
    yield Place(
        "last line changed and sealed", changed(LAST, "label", reseal), ((LAST, "head_hash"),)
    )
    yield from of_hashes()
    yield from of_missing_lines()
    yield from of_moved_lines()
    yield from of_added_lines()
    yield from of_the_head()


def of_hashes() -> Iterator[Place]:
    for number in (FIRST, MIDDLE, LAST):
        yield Place(
            f"hash of {number} changed",
            lambda n=number: change(n, hash="f" * 64),
            ((number, "changed"),),
        )
        yield Place(
            f"link of {number} changed",
            lambda n=number: change(n, previous_hash="f" * 64),
            ((number, "changed"),),
        )
    for number in (2, MIDDLE, 11, LAST):
        yield Place(
            f"{number} sealed onto nothing",
            lambda n=number: reseal(n, previous_hash="f" * 64),
            ((number, "relinked"),),
        )
        yield Place(
            f"{number} sealed onto the first",
            lambda n=number: reseal(n, previous_hash="0" * 64),
            ((number, "relinked"),),
        )
    yield Place(
        "first sealed onto something",
        lambda: reseal(1, previous_hash="f" * 64),
        ((1, "resealed_first"),),
    )


def of_missing_lines() -> Iterator[Place]:
    for number in (FIRST, 2, MIDDLE, 11, LAST):
        yield Place(f"{number} removed", lambda n=number: remove(n), ((number, "missing"),))
    for number in (FIRST, MIDDLE, 10):
        yield Place(
            f"three removed from {number}",
            lambda n=number: remove(n, n + 1, n + 2),
            ((number, "missing_many"),),
        )
    for number in (FIRST, MIDDLE, 10):
        yield Place(
            f"{number} removed and the others moved up",
            lambda n=number: (remove(n), shift(n + 1, -1)),
            ((number, "moved"), (LAST, "missing")),
        )


def of_moved_lines() -> Iterator[Place]:
    for one, other in ((1, 2), (5, 6), (1, LAST), (4, 9), (11, LAST)):
        yield Place(
            f"{one} and {other} changed places",
            lambda a=one, b=other: renumber([(a, b), (b, a)]),
            ((one, "moved"), (other, "moved")),
        )
    for before, number in ((5, MIDDLE), (11, LAST)):
        yield Place(
            f"{number} replaced by its neighbour",
            lambda a=before, b=number: (remove(b), change(a, id=b)),
            ((before, "missing"), (number, "moved")),
        )


def of_added_lines() -> Iterator[Place]:
    for number in (FIRST, 2, MIDDLE, LAST):
        yield Place(
            f"a line put in at {number}",
            lambda n=number: put_in(n),
            ((number, "put_in"), (LAST + 1, "beyond_head")),
        )
    for number in (2, MIDDLE):
        yield Place(
            f"a line put in at {number} that is linked to nothing",
            lambda n=number: put_in(n, previous_hash="e" * 64),
            ((number, "relinked"), (number + 1, "moved"), (LAST + 1, "beyond_head")),
        )
    for number in (0, -3):
        yield Place(
            f"a line put in at {number}", lambda n=number: insert(n), ((number, "no_place"),)
        )
    yield Place(
        "a line added behind the head", lambda: insert(LAST + 1), ((LAST + 1, "beyond_head"),)
    )
    yield Place(
        "a line added far behind",
        lambda: insert(LAST + 5),
        ((LAST + 1, "missing_many"), (LAST + 5, "beyond_head")),
    )


def of_the_head() -> Iterator[Place]:
    head = TrailHead.objects
    for count in (0, LAST - 1, LAST + 1, 10**6):
        yield Place(
            f"head counts to {count}", lambda c=count: head.update(count=c), ((LAST, "head_count"),)
        )
    yield Place(
        "head with another hash", lambda: head.update(hash="f" * 64), ((LAST, "head_hash"),)
    )
    yield Place(
        "head with the hash before",
        lambda: head.update(hash=line(LAST - 1).hash),
        ((LAST, "head_hash"),),
    )
    yield Place(
        "head set back by one",
        lambda: head.update(count=LAST - 1, hash=line(LAST - 1).hash),
        ((LAST, "beyond_head"),),
    )
    yield Place(
        "head set back to nothing",
        lambda: head.update(count=0, hash="0" * 64),
        ((1, "beyond_head"),),
    )
    yield Place(
        "head set forward",
        lambda: head.update(count=LAST + 3, hash="f" * 64),
        ((LAST + 1, "missing_many"),),
    )
    yield Place("head removed", lambda: head.all().delete(), ((LAST, "head_gone"),))
    yield Place(
        "a second head",
        lambda: head.create(count=LAST, hash=line(LAST).hash),
        ((LAST, "head_twice"),),
    )
    yield Place("tail cut", lambda: remove(11, 12), ((11, "missing_many"),))
    yield Place(
        "tail cut and counted so",
        lambda: (remove(LAST), head.update(count=LAST - 1)),
        ((LAST - 1, "head_hash"),),
    )
    yield Place("everything removed", lambda: Event.objects.all().delete(), ((1, "missing_many"),))


PLACES = list(places())


# And is found --------------------------------------------------------------------------------


def found() -> list[tuple[int, str]]:
    return [(one.number, one.code) for one in find_breaks()]


def test_at_least_a_hundred_places_are_tried_each_another():
    names = {place.name for place in PLACES}
    assert len(names) == len(PLACES) >= 100


def test_the_trail_holds_before_anything_is_done():
    assert found() == []


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_it_is_found_by_its_line(place):
    place.tamper()
    assert found() == list(place.expected)


@pytest.mark.parametrize("numbers", [(2, 3), (4, 9), (1, 2, 3, 4), (11, 12)])
def test_several_changed_lines_are_each_named(numbers):
    for number in numbers:
        change(number, label="x")
    assert found() == [(number, "changed") for number in numbers]


@pytest.mark.parametrize("numbers", [(2, 3), (4, 6), (7, 8, 9)])
def test_neighbours_that_were_both_sealed_anew_are_both_named(numbers):
    for number in numbers:
        reseal(number, label="x")
    assert found() == [(number, "resealed") for number in numbers]


def test_lines_that_were_sealed_anew_one_after_the_other_are_told_where_that_ends():
    """Nothing within the trail tells of the first ones: that is what seals outside are for."""
    for number in (5, 6, 7):
        reseal(number, label="x", previous_hash=line(number - 1).hash)
    assert found() == [(7, "resealed")]


def test_a_line_in_words():
    assert Break(5, "missing").reason == "第 5 行缺失"
    assert Break(5, "missing_many", 9).reason == "第 5 行至第 9 行缺失"


def test_what_is_written_meanwhile_disturbs_nothing():
    """The end is read first; lines that come later are looked at, but not judged."""
    end = read_end()
    record(SYSTEM, "sign_in", "user:1")
    assert list(find_breaks(end=end)) == []
    change(LAST + 1, label="x")
    assert list(find_breaks(end=end)) == []
    assert found() == [(LAST + 1, "changed")]


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [(1, 5, []), (6, 9, [(7, "changed")]), (8, None, []), (7, 7, [(7, "changed")])],
)
def test_a_part_is_looked_at_alone(first, last, expected):
    change(7, label="x")
    assert [(one.number, one.code) for one in find_breaks(first, last)] == expected


def test_the_last_line_of_a_part_is_judged_by_the_one_after_it():
    reseal(5, label="x")
    assert [one.number for one in find_breaks(1, 5)] == []  # the next part begins with it
    assert [one.number for one in find_breaks(5, 9)] == [5]
