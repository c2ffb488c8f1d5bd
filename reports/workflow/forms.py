"""What the bureau's pages are asked with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.forms import inner_form_helper
from accounts.models import AgencyKind, Region, User
from reports.aggregate import COUNTABLE, Selection
from reports.content import DEFAULT_LANGUAGE, Words
from reports.deadlines import days_of
from reports.exemptions import LONGEST, Kind, waivable_rules
from reports.models import SECOND_STATES, Campaign, Report
from reports.models.exemption import REASON_LIMIT
from reports.workflow.board import Number
from reports.workflow.exempting import Wanted
from reports.workflow.models import Phrase
from reports.workflow.queue import Filters, Place
from reports.workflow.urging import MOST_WORDS

MAX_REASON = 2000
EVERY = ("", _("All"))
REASONS: Mapping[str, Sequence[Any]] = {  # offered, not required
    Kind.EXTENSION: (
        _("Agency being reorganised"),
        _("Figures await checking"),
    ),
    Kind.RELEASE: (_("Agency abolished"), _("Agency merged into another")),
    Kind.WAIVER: (_("Agency merged into another"), _("Duties moved to another agency")),
}
BUTTONS = {
    Kind.EXTENSION: _("Give the extension"),
    Kind.RELEASE: _("Release from filing this year"),
    Kind.WAIVER: _("Waive the rule"),
}
DECISIONS = ("pass_on", "sign", "send_back")  # the moves of deputy and head


class MoveForm(forms.Form):
    """What a button that moves a report sends along."""

    seen = forms.IntegerField(min_value=0)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=MAX_REASON)
    marked_only = forms.BooleanField(required=False)
    reviewer = forms.ModelChoiceField(User.objects.filter(is_active=True), required=False)
    checked = forms.BooleanField(required=False)


class ExemptionForm(forms.Form):
    """What the bureau lets one agency off; the three kinds stand on one page."""

    helper = inner_form_helper()
    rule = forms.ChoiceField(label=_("Rule"))
    day = forms.DateField(label=_("Until"))
    reason = forms.CharField(label=_("Reason"), max_length=REASON_LIMIT)

    def __init__(self, kind: str, report: Report, asked: Any = None) -> None:
        super().__init__(asked, auto_id=f"id_{kind}_%s")
        self.kind = kind
        self.title, self.button = Kind(kind).label, BUTTONS[Kind(kind)]
        if kind == Kind.WAIVER:
            self.fields["rule"] = _rule_field(report)
        else:
            del self.fields["rule"]
        self.fields["day"].label = _("New deadline") if kind == Kind.EXTENSION else _("Valid until")
        self.fields["day"].widget = forms.DateInput(format="%Y-%m-%d", attrs=_days(kind, report))
        self.fields["reason"].widget.attrs["list"] = f"reasons-{kind}"

    @property
    def reasons(self) -> Sequence[Any]:
        return REASONS[Kind(self.kind)]

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.kind, **self.cleaned_data)


def _rule_field(report: Report) -> forms.ChoiceField:
    language = get_language() or DEFAULT_LANGUAGE
    rules = waivable_rules(report.edition)
    named = [(rule.id, f"{Words(rule.title).in_language(language)}（{rule.id}）") for rule in rules]
    return forms.ChoiceField(label=_("Rule"), choices=[("", _("Choose a rule")), *named])


def _days(kind: str, report: Report) -> dict[str, str]:
    """What the browser offers; whether it may be is asked again."""
    today = timezone.localdate()
    last = days_of(report).by_law if kind == Kind.EXTENSION else today + LONGEST
    return {"type": "date", "min": today.isoformat(), "max": last.isoformat()}


class WithdrawalForm(forms.Form):
    why = forms.CharField(label=_("Reason"), max_length=REASON_LIMIT)


class DecisionForm(forms.Form):
    """What deputy or head send from the page on which they decide."""

    name = forms.ChoiceField(choices=[(name, name) for name in DECISIONS])
    seen = forms.IntegerField(min_value=0)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=MAX_REASON)


class PublishedForm(forms.Form):
    """A published file to be compared with what was filed, and the code where it is known."""

    file = forms.FileField(
        label=_("Published file"),
        help_text=_("Excel (.xlsx), Word (.docx), web page (.html), JSON or text; at most 5 MB."),
        error_messages={"required": _("Choose the file.")},
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.docx,.html,.htm,.json,.txt"}),
    )
    of = forms.CharField(
        label=_("Check code (if you have it)"),
        required=False,
        max_length=60,
        help_text=_(
            "Without it the code that the file carries is taken, or the agency and year it states."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class TicksForm(forms.Form):
    """Beside the points themselves: of which submission they are."""

    number = forms.IntegerField(min_value=0)


class PhraseForm(forms.Form):
    text = forms.CharField(
        label=_("Phrase"),
        max_length=Phrase._meta.get_field("text").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class QueueForm(forms.Form):
    """The filters of the queue; what is not understood filters nothing."""

    campaign = forms.ChoiceField(label=_("Year"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind of agency"), choices=[EVERY, *AgencyKind.choices], required=False
    )
    q = forms.CharField(label=_("Agency"), max_length=80, required=False)
    late = forms.BooleanField(label=_("Late"), required=False)
    warnings = forms.BooleanField(label=_("Has warnings"), required=False)
    state = forms.ChoiceField(
        choices=[EVERY, *Place.choices], required=False, widget=forms.HiddenInput
    )

    def __init__(
        self, asked: Mapping[str, str], campaigns: Sequence[Campaign], campaign: Campaign
    ) -> None:
        super().__init__({**asked, "campaign": str(campaign.pk)})
        self.fields["campaign"] = _year_field(campaigns)
        self.is_valid()

    @property
    def filters(self) -> Filters:
        understood = self.cleaned_data.items()
        return Filters(**{name: value for name, value in understood if name != "campaign"})


class AggregateForm(forms.Form):
    """Of which year, region and states the sum is taken."""

    campaign = forms.ChoiceField(label=_("Year"))
    region = forms.ChoiceField(label=_("Region"))
    states = forms.MultipleChoiceField(
        label=_("States counted"),
        choices=[(state.value, state.label) for state in COUNTABLE],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, selection: Selection, campaigns: Sequence[Campaign], regions: Sequence[Region]
    ) -> None:
        super().__init__(
            {
                "campaign": str(selection.campaign.pk),
                "region": str(selection.region.pk),
                "states": selection.states,
            }
        )
        self.fields["campaign"] = _year_field(campaigns)
        if not selection.campaign.two_reviews:
            states = self.fields["states"]
            assert isinstance(states, forms.MultipleChoiceField)
            states.choices = [(s.value, s.label) for s in COUNTABLE if s not in SECOND_STATES]
        self.fields["region"] = forms.ChoiceField(
            label=_("Region"), choices=[(region.pk, region.name) for region in regions]
        )


class BoardForm(forms.Form):
    """What the board is narrowed to; what is not understood narrows nothing."""

    campaign = forms.ChoiceField(label=_("Year"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind of agency"), choices=[EVERY, *AgencyKind.choices], required=False
    )
    show = forms.ChoiceField(choices=Number.choices, required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        asked: Mapping[str, str],
        campaigns: Sequence[Campaign],
        campaign: Campaign,
        regions: Sequence[tuple[int, str]],
        region: Region,
    ) -> None:
        super().__init__({**asked, "campaign": str(campaign.pk), "region": str(region.pk)})
        self.fields["campaign"] = _year_field(campaigns)
        self.fields["region"] = forms.ChoiceField(label=_("Region"), choices=regions)
        self.is_valid()

    @property
    def kind_asked(self) -> str:
        return self.cleaned_data.get("kind", "")

    @property
    def number_asked(self) -> Number:
        return Number(self.cleaned_data.get("show") or Number.OPEN)


class UrgingForm(forms.Form):
    """What is sent to agencies that have not filed."""

    text = forms.CharField(label=_("What is sent"), max_length=MOST_WORDS)


def _year_field(campaigns: Sequence[Campaign]) -> forms.ChoiceField:
    """By year; with the region too where a year stands more than once."""
    years = [campaign.year for campaign in campaigns]
    return forms.ChoiceField(
        label=_("Year"),
        choices=[(c.pk, str(c) if years.count(c.year) > 1 else str(c.year)) for c in campaigns],
    )
