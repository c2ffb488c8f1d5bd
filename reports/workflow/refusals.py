"""Why a move is refused. Each refusal says what is in the way, who may, and in which state."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models.refusals import ActRefused
from reports.form.content import Finding
from reports.form.places import Place
from reports.models import Concession, Report, ReportSection, State


class MoveRefused(ActRefused):
    """The move was not made."""


class NotYours(MoveRefused):
    """Another role, or another person, must do this."""


class WrongState(MoveRefused):
    def __init__(self, report: Report, possible: Sequence[State]) -> None:
        states = "、".join(str(state.label) for state in possible)
        super().__init__(
            _("The report is in the state “%(state)s”; this is possible in: %(states)s.")
            % {"state": report.state.label, "states": states}
        )


class OutOfDate(MoveRefused):
    """Somebody has moved the report since the page was shown, or the button was pressed twice."""

    def __init__(self, report: Report) -> None:
        last = report.transitions.select_related("actor", "on_behalf_of").last()
        super().__init__(
            _(
                "Since the page was shown, %(person)s has moved the report on: "
                "it is now “%(state)s”. Nothing was done twice."
            )
            % {"person": last.mover if last else "—", "state": report.state.label}
        )


class NeedsReason(MoveRefused):
    def __init__(self) -> None:
        super().__init__(_("Write the reason: the others will read it."))


class Unchanged(MoveRefused):
    """What the bureau sent back is being submitted again unchanged and without a reason."""

    def __init__(self) -> None:
        super().__init__(
            _("Nothing was changed since the report was returned: write why it is submitted again.")
        )


class NotChecked(MoveRefused):
    def __init__(self) -> None:
        super().__init__(
            _("Not submitted: tick that you have done the confidentiality check, then submit.")
        )


class ChangedSinceSigned(MoveRefused):
    """The content has changed since the head signed it."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "What stands now is not what the head signed. "
                "Send it back, so that it goes up and is signed again."
            )
        )


class ReviewBegun(MoveRefused):
    """The agency cannot recall what the bureau has begun to review."""

    def __init__(self) -> None:
        super().__init__(
            _("The bureau has begun to review this submission: ask it to return the report.")
        )


class PublishedLongAgo(MoveRefused):
    """A publication is taken back for a day only."""

    def __init__(self) -> None:
        super().__init__(
            _("Published more than a day ago: it is not taken back but corrected, with a reason.")
        )


class BureausOwn(MoveRefused):
    """The bureau would approve its own report by itself."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This is the bureau's own report: a reviewer of a bureau above, or one of another "
                "agency, decides on it. To approve it yourself, write why; the reason is kept."
            )
        )


class WrongReviewer(MoveRefused):
    def __init__(self) -> None:
        super().__init__(_("Choose another reviewer of this bureau."))


class OnlyPractice(MoveRefused):
    def __init__(self) -> None:
        super().__init__(_("This is for practice. It is never passed on or submitted."))


class CameInPublished(MoveRefused):
    def __init__(self) -> None:
        super().__init__(_("This is a past year's report as it was published. It makes no moves."))


class NotOpenYet(MoveRefused):
    """The opening day of the year is still to come."""

    def __init__(self, day: date) -> None:
        super().__init__(
            _("The year can be filled in from %(date)s on.")
            % {"date": date_format(day, "DATE_FORMAT")}
        )


class OpenedAlready(MoveRefused):
    """The next person has seen the report, so it cannot be called back any more."""

    def __init__(self, person: object) -> None:
        super().__init__(
            _("%(person)s has opened the report already: ask for it to be sent back.")
            % {"person": person}
        )


class NotAsShown(MoveRefused):
    """What would be signed is not what was shown."""

    def __init__(self) -> None:
        super().__init__(
            _("Not signed: the report has changed since it was shown. Read it again, then sign.")
        )


class Released(MoveRefused):
    """The bureau has released the agency from filing this year."""

    def __init__(self, release: Concession) -> None:
        super().__init__(
            _("The bureau has released the agency from filing this year: %(reason)s")
            % {"reason": release.reason}
        )


class StillAssigned(MoveRefused):
    """People are still working on the assigned `sections`."""

    def __init__(self, report: Report, sections: Sequence[ReportSection]) -> None:
        self.sections = tuple(sections)
        titles = report.edition.by_code
        named = "、".join(f"{titles[s.code].title}（{s.holder}）" for s in sections)
        super().__init__(
            _("Not done yet: %(sections)s. The office can take them back.") % {"sections": named}
        )


class Unanswered(MoveRefused):
    """The reviewer's comments on these places await answers."""

    def __init__(self, places: Sequence[Place]) -> None:
        self.places = tuple(places)
        super().__init__(
            ngettext(
                "%(count)d comment of the reviewer waits for an answer: %(places)s.",
                "%(count)d comments of the reviewer wait for answers: %(places)s.",
                len(places),
            )
            % {"count": len(places), "places": _named([place.name for place in places])}
        )


class NothingMarked(MoveRefused):
    """A partial return needs comments that mark places, and there are none."""

    def __init__(self) -> None:
        super().__init__(
            _("No place is marked: comment on each place that is to be changed, then return.")
        )


class Unresolved(MoveRefused):
    """The reviewer has open comments."""

    def __init__(self, places: Sequence[str]) -> None:
        super().__init__(
            ngettext(
                "%(count)d comment is not resolved: %(places)s.",
                "%(count)d comments are not resolved: %(places)s.",
                len(places),
            )
            % {"count": len(places), "places": _named(places)}
        )


class PointsUnticked(MoveRefused):
    """The reviewer has not ticked all of the campaign's own points."""

    def __init__(self, points: Sequence[str]) -> None:
        super().__init__(
            ngettext(
                "%(count)d review point is not ticked: %(points)s.",
                "%(count)d review points are not ticked: %(points)s.",
                len(points),
            )
            % {"count": len(points), "points": "；".join(points)}
        )


def _named(places: Sequence[str]) -> str:
    return "；".join(place or gettext("the whole report") for place in places)


class NotSubmittable(MoveRefused):
    """The `findings` prevent a submission."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        must_change = sum(not finding.needs_explanation for finding in findings)
        super().__init__(
            _("Not submitted: %(errors)d to correct, %(unexplained)d to explain.")
            % {"errors": must_change, "unexplained": len(findings) - must_change}
        )
