"""What the rules know beyond a report: campaign settings, the region's words, other texts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from accounts.models import Agency
from reports.campaigns.concessions import waived_rules
from reports.form.content import Content, ListedWord, RuleContext
from reports.form.edition import Edition
from reports.models import FiledSentence, Report, WatchedWord
from reports.rules.check import bodies_named
from reports.rules.narrative import compared_sections
from reports.rules.sentences import sentence_digests

WORTH_TELLING = 0.5  # share of a text; the rule decides how much is too much
MOST_SENTENCES = 500


@dataclass(frozen=True)
class Likeness:
    """How much of a text is in what another agency filed, this year or last."""

    section: str
    report: int
    share: float


def rule_context(report: Report, content: Content) -> RuleContext:
    """Build the context: two queries if there is a text, three if it is a copy, none before that;
    one more for waivers and for the names of other bodies, if there are any."""
    advised, waived = report.campaign.advised_length, waived_rules(report)
    if not any(text.strip() for text in content.texts.values()):
        return RuleContext(advised, waived=waived, most=settings.MOST_OF_A_COUNT)
    copied = {like.section: like.share for like in reversed(likenesses(report, content))}
    words = word_list_of(report)
    agencies = agencies_named(report.edition, content)
    return RuleContext(advised, words, copied, waived, settings.MOST_OF_A_COUNT, agencies)


def agencies_named(edition: Edition, content: Content) -> tuple[str, ...]:
    """Return which of the bodies that the texts tell of are agencies of the portal: most texts tell
    of their own alone, and cost no query."""
    named = bodies_named(edition, content)
    if not named:
        return ()
    return tuple(Agency.objects.filter(name__in=named).values_list("name", flat=True))


def word_list_of(report: Report) -> tuple[ListedWord, ...]:
    """Return the listed words of the agency's region and those above; the nearest region wins."""
    agency = Agency.objects.filter(
        pk=report.agency_id, region__path__startswith=OuterRef("region__path")
    )
    words = WatchedWord.objects.filter(Exists(agency)).order_by("region__path", "word")
    nearest = {word.word: word.watch for word in words}
    return tuple(nearest.values())


def likenesses(report: Report, content: Content) -> list[Likeness]:
    """Return likenesses worth mentioning, greatest first; none for the government's report, which
    is compiled from the others."""
    digests = {} if content.is_government else _digests(report.edition, content)
    wholes = {section: sum(lengths.values()) for section, lengths in digests.items()}
    if not wholes:
        return []
    found = (
        FiledSentence.objects.filter(_any_of(digests))
        .values_list("section", "report")
        .annotate(alike=Sum("length"))
        .filter(alike__gte=int(min(wholes.values()) * WORTH_TELLING))
    )
    likenesses = [
        Likeness(section, other, alike / wholes[section])
        for section, other, alike in found
        if alike >= wholes[section] * WORTH_TELLING
    ]
    comparable = _comparable(report, {like.report for like in likenesses})
    worth = [like for like in likenesses if like.report in comparable]
    return sorted(worth, key=lambda like: (-like.share, like.section, like.report))


def count_likenesses(reports: Sequence[Report]) -> dict[int, int]:
    """Return how many likenesses `likenesses` finds in the newest submission of each report of one
    campaign; two queries."""
    texts = _sentences_by_report(FiledSentence.objects.filter(report__in=reports))
    campaign = reports[0].campaign
    known = FiledSentence.objects.filter(
        report__campaign__region=campaign.region_id,
        report__campaign__year__in=(campaign.year, campaign.year - 1),
        digest__in=FiledSentence.objects.filter(report__in=reports).values("digest"),
    )
    holders: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    for section, digest, report, agency in known.values_list(
        "section", "digest", "report", "report__agency"
    ):
        holders[section, digest].append((report, agency))
    return {
        report.pk: _count_likenesses(report, texts[report.pk], holders)
        for report in reports
        if not report.agency.is_government
    }


def _sentences_by_report(
    sentences: QuerySet[FiledSentence],
) -> Mapping[int, dict[str, dict[int, int]]]:
    """Map reports to sections, and those to the lengths of their sentences by digest."""
    found: dict[int, dict[str, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    for report, section, digest, length in sentences.values_list(
        "report", "section", "digest", "length"
    ):
        found[report][section][digest] = length
    return found


def _count_likenesses(
    report: Report,
    texts: Mapping[str, Mapping[int, int]],
    holders: Mapping[tuple[str, int], Sequence[tuple[int, int]]],
) -> int:
    count = 0
    for section, lengths in texts.items():
        alike: Counter[int] = Counter()
        for digest, length in lengths.items():
            for other, agency in holders.get((section, digest), ()):
                alike[other] += length * (agency != report.agency_id)
        enough = sum(lengths.values()) * WORTH_TELLING
        count += sum(length >= enough for length in alike.values())
    return count


def _comparable(report: Report, others: set[int]) -> set[int]:
    """Return reports by other agencies of the region, this year's and last year's; usually few."""
    if not others:
        return set()
    found = Report.objects.filter(
        pk__in=others,
        campaign__region=report.campaign.region_id,
        campaign__year__in=(report.campaign.year, report.campaign.year - 1),
    ).exclude(agency=report.agency_id)
    return set(found.values_list("pk", flat=True))


def keep_sentences(report: Report, content: Content) -> None:
    """Replace the sentences of the previous submission. Runs in the submission's transaction."""
    FiledSentence.objects.filter(report=report).delete()
    FiledSentence.objects.bulk_create(
        FiledSentence(report=report, section=section, digest=digest, length=length)
        for section, lengths in _digests(report.edition, content).items()
        for digest, length in lengths.items()
    )


def _digests(edition: Edition, content: Content) -> dict[str, Mapping[int, int]]:
    """Return digests for the sections that N-R12 compares; only the longest if too many."""
    found: dict[str, Mapping[int, int]] = {}
    for section in compared_sections(edition):
        lengths = sentence_digests(content.texts.get(section, ""), content.agency)
        longest = sorted(lengths.items(), key=lambda pair: (-pair[1], pair[0]))
        if longest:
            found[section] = dict(longest[:MOST_SENTENCES])
    return found


def _any_of(digests: Mapping[str, Mapping[int, int]]) -> Q:
    wanted = Q()
    for section, lengths in digests.items():
        wanted |= Q(section=section, digest__in=list(lengths))
    return wanted
