"""What a county does before its agencies can file: five steps, who does each, and how far it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.models import AGENCY_ROLES, Membership, Role, User
from accounts.models.scope import ADMINISTRATORS, administered_agencies, administered_regions
from accounts.page import render_page
from accounts.requests import SignedIn
from reports.drafts.access import require_role
from reports.models import Report, State, Submission

MOST_NAMED = 3  # of the agencies where nobody can sign in
Links = Sequence[tuple[str, str]]  # words and address


@dataclass(frozen=True)
class SetUpStep:
    title: str
    what: str
    duty: Role
    is_done: bool
    count: str
    links: Links


@dataclass(frozen=True)
class StepShown:
    """A step as one person sees it: links only where it is theirs to do."""

    step: SetUpStep
    who: str  # the names of those whose duty it is
    is_mine: bool


@dataclass(frozen=True)
class SettingUpPage:
    steps: Sequence[StepShown]

    @property
    def done(self) -> int:
        return sum(shown.step.is_done for shown in self.steps)


@dataclass(frozen=True)
class SetUpSoFar:
    """The counts that the steps are told by."""

    regions: int
    agencies: int  # active ones
    bureaus: int
    without_people: Sequence[str]  # short names of agencies where nobody fills in or passes on
    reviewers: int
    years: Sequence[int]  # with reports, latest first
    past_reports: int  # approved, of years before the latest


@require_safe
def setting_up(request: SignedIn) -> HttpResponse:
    """Stays reachable when home does not show it any more."""
    require_role(request.user, *ADMINISTRATORS)
    page = SettingUpOwnPage(setting_up_page(request.user))
    return render_page(request, "agency/setting_up.html", page)


@dataclass(frozen=True)
class SettingUpOwnPage:
    setting_up: SettingUpPage


def left_to_set_up(user: User) -> SettingUpPage | None:
    """Return the steps for an administrator's home, until all are done or the first agency has
    filed; None for everybody else."""
    if not user.has_role(*ADMINISTRATORS) or _has_begun(user):
        return None
    page = setting_up_page(user)
    return page if page.done < len(page.steps) else None


def setting_up_page(user: User) -> SettingUpPage:
    names = _holders(user)
    return SettingUpPage(
        [
            StepShown(step, "、".join(names.get(step.duty, [])), user.has_role(step.duty))
            for step in steps_of(set_up_so_far(user))
        ]
    )


def set_up_so_far(user: User) -> SetUpSoFar:
    agencies = administered_agencies(user).filter(active=True)
    staffed = _held(user).filter(role__in=AGENCY_ROLES).values("agency")
    reports = Report.objects.filter(agency__in=administered_agencies(user), practice_of=None)
    years = reports.order_by("-campaign__year").values_list("campaign__year", flat=True).distinct()
    past = reports.filter(status__in=(State.APPROVED, State.PUBLISHED))
    return SetUpSoFar(
        regions=administered_regions(user).count(),
        agencies=agencies.count(),
        bureaus=agencies.filter(is_bureau=True).count(),
        without_people=list(agencies.exclude(pk__in=staffed).values_list("short_name", flat=True)),
        reviewers=_held(user).filter(role=Role.REVIEWER).values("user").distinct().count(),
        years=list(years),
        past_reports=past.filter(campaign__year__lt=years[0]).count() if years else 0,
    )


def steps_of(found: SetUpSoFar) -> list[SetUpStep]:
    return [_regions(found), _agencies(found), _people(found), _years(found), _past(found)]


def _regions(found: SetUpSoFar) -> SetUpStep:
    return SetUpStep(
        _("Regions"),
        _("Townships and subdistricts that have agencies of their own. Where there are none, the"
          " county alone is enough: go on with the agencies."),
        Role.ADMINISTRATOR,
        found.regions > 1 or found.agencies > found.bureaus,
        ngettext("%(count)d region", "%(count)d regions", found.regions) % {"count": found.regions},
        _ways("accounts_region"),
    )  # fmt: skip


def _agencies(found: SetUpSoFar) -> SetUpStep:
    count = found.agencies
    return SetUpStep(
        _("Agencies"),
        _("Who has to file: name, code, kind, and the steps a report takes inside the agency."),
        Role.ADMINISTRATOR,
        count > found.bureaus,
        ngettext("%(count)d agency", "%(count)d agencies", count) % {"count": count},
        _ways("accounts_agency"),
    )


def _people(found: SetUpSoFar) -> SetUpStep:
    return SetUpStep(
        _("People"),
        _("At least one person at each agency, and the reviewers of the bureau. Then print the"
          " slips with their first passwords."),
        Role.SECURITY,
        found.agencies > found.bureaus and not found.without_people and found.reviewers > 0,
        _staffing(found),
        [*_ways("accounts_user"),
         (_("First passwords"), reverse("admin:accounts_user_first_passwords"))],
    )  # fmt: skip


def _staffing(found: SetUpSoFar) -> str:
    words = _("%(staffed)d of %(all)d agencies have people, %(reviewers)d reviewers") % {
        "staffed": found.agencies - len(found.without_people),
        "all": found.agencies,
        "reviewers": found.reviewers,
    }
    missing = "、".join(found.without_people[:MOST_NAMED])
    if not missing or len(found.without_people) == found.agencies:
        return words
    more = "…" if len(found.without_people) > MOST_NAMED else ""
    return f"{words}；{_('still without:')}{missing}{more}"


def _years(found: SetUpSoFar) -> SetUpStep:
    return SetUpStep(
        _("Year"),
        _("The reporting year with its opening day and deadlines. Each agency gets its report as it"
          " is saved."),
        Role.ADMINISTRATOR,
        bool(found.years),
        "、".join(map(str, found.years)) or _("none yet"),
        _ways("reports_campaign"),
    )  # fmt: skip


def _past(found: SetUpSoFar) -> SetUpStep:
    return SetUpStep(
        _("Reports of past years"),
        _("What was published last year: then this year's forms carry it over and compare with it."
          " May also come later."),
        Role.ADMINISTRATOR,
        found.past_reports > 0,
        ngettext("%(count)d report", "%(count)d reports", found.past_reports)
        % {"count": found.past_reports},
        _ways("reports_report", adds=False),
    )  # fmt: skip


def _ways(model: str, adds: bool = True) -> Links:
    ways = [(_("List"), "changelist"), (_("Import a sheet"), "import")]
    ways[1:1] = [(_("Add one"), "add")] if adds else []
    return [(words, reverse(f"admin:{model}_{page}")) for words, page in ways]


def _held(user: User) -> QuerySet[Membership]:
    return Membership.objects.filter(
        user__is_active=True, agency__active=True, agency__in=administered_agencies(user)
    )


def _holders(user: User) -> dict[str, list[str]]:
    """Return who has each of the two duties, by name."""
    found: dict[str, list[str]] = {}
    for held in _held(user).filter(role__in=ADMINISTRATORS).select_related("user"):
        found.setdefault(held.role, []).append(held.user.name)
    return found


def _has_begun(user: User) -> bool:
    agencies = administered_agencies(user).values("pk")
    return Submission.objects.filter(report__agency__in=agencies).exists()
