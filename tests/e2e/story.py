"""What the trail and the database tell of a report, for tests that compare it with what was typed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from accounts.models import Event
from accounts.trail.record import verify
from reports.drafts.merging import shown_values
from reports.models import Report
from tests.e2e.server import Portal


@dataclass(frozen=True)
class Write:
    """One line of the trail: who wrote what into which section, and what stood there."""

    by: str
    section: str
    how: str
    before: dict[str, str]
    after: dict[str, str]


@dataclass(frozen=True)
class Story:
    writes: list[Write]
    now: dict[str, str]  # cells as the form shows them, texts by section
    chain_holds: bool

    def values(self, place: str) -> list[str]:
        """Everything that was ever written there, in order."""
        return [write.after[place] for write in self.writes if place in write.after]


def print_story(number: int) -> None:
    report = Report.objects.select_related("campaign").get(pk=number)
    events = Event.objects.filter(object=report.trail_name, action="section.write")
    writes = [
        {
            "by": event.actor.username if event.actor else "",
            "section": event.after["section"],
            "how": event.after["how"],
            "before": event.before,
            "after": event.after["values"],
        }
        for event in events.select_related("actor").order_by("id")
    ]
    now: dict[str, str] = {}
    for stored in report.sections.all():
        section = report.edition.by_code[stored.code]
        shown = shown_values(section, stored.figures, stored.unreadable)
        now |= {section.code: stored.text} if section.is_narrative else shown
    print(json.dumps({"writes": writes, "now": now, "chain_holds": verify() is None}))


def read_story(portal: Portal, report: int) -> Story:
    told: dict[str, Any] = portal.call("tests.e2e.story", f"print_story({report})")
    writes = [Write(**write) for write in told["writes"]]
    return Story(writes, told["now"], told["chain_holds"])


def require_whole(story: Story) -> None:
    """Each write found what the one before it had left, and no value was written twice."""
    stands: dict[str, str] = {}
    for write in story.writes:
        for place, value in write.after.items():
            assert write.before[place] == stands.get(place, ""), (place, write)
            assert value != write.before[place], (place, write)
            stands[place] = value
    assert {place: value for place, value in story.now.items() if place in stands} == stands
    assert story.chain_holds
