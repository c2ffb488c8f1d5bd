"""Text that another agency filed too (N-R12): told to the filer without a name, to the desk with."""

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AgencyKind, Role
from reports.drafts.merging import Entry
from reports.drafts.rule_context import likenesses
from reports.drafts.storage import write_section
from reports.drafts.working_copy import working_copy
from reports.models import FiledSentence, State
from reports.rules.sentences import sentence_digests
from tests.support.addresses import page_name
from tests.support.factories import (
    TEXTS,
    actor,
    bureau_of,
    fill_report,
    make_agency,
    make_filled_report,
    make_region,
    make_report,
    move_on,
    move_to,
    person_at,
)

pytestmark = pytest.mark.django_db
OWN = (
    "本局把政府信息公开与日常业务一起布置。主动公开方面，围绕水库安全和农村供水公开信息。依申请公开由专人登记。"
    "政府信息管理方面，目录每季度调整一次。公开平台建设方面，网站专栏改版。监督保障方面，开展了一次自查并整改到位。"
)


def with_text(report, text):
    person = person_at(report.agency, Role.REPORTER)
    write_section(report, "s1_overview", Entry(text=text), actor(person))
    return report


def told(report):
    found = working_copy(report).findings()
    return [f for f in found if f.rule == "N-R12" and "另一单位" in str(f.message)]


def other_of(county, **fields):
    report = make_report(make_agency(region=county, **fields), year=2026)
    fill_report(report)
    return report


def test_a_copy_of_a_filed_report_informs_without_a_name(county):
    first = make_filled_report(make_agency(region=county, name="云岭县教育局"), State.SUBMITTED)
    report = other_of(county)
    findings = told(report)
    assert [(f.section, f.severity) for f in findings] == [
        ("s1_overview", "info"),
        ("s5_problems", "info"),
    ]
    words = "".join([*findings[0].message.texts.values(), findings[0].quote])
    assert "100%" in words and first.agency.name not in words and "教育局" not in words


def test_own_words_and_a_draft_of_others_are_no_copy(county):
    other_of(county)
    assert told(other_of(county)) == []
    make_filled_report(make_agency(region=county), State.SUBMITTED)
    mine = with_text(other_of(county), OWN)
    assert [f.section for f in told(mine)] == ["s5_problems"]


def test_the_names_of_the_agencies_and_the_years_make_no_difference(county):
    theirs = make_report(make_agency(region=county, name="云岭县教育局"), year=2026)
    fill_report(theirs)
    with_text(theirs, "2026年，云岭县教育局规范推进公开工作。" + OWN)
    move_to(theirs, State.SUBMITTED)
    mine = with_text(
        other_of(county, name="云岭县水利局"), "2025年，云岭县水利局规范推进公开工作。" + OWN
    )
    assert "100%" in str(next(f for f in told(mine) if f.section == "s1_overview").message)


def test_last_year_of_others_counts_but_not_ones_own_nor_another_county(county):
    agency = make_agency(region=county)
    make_filled_report(agency, State.APPROVED, year=2025)
    mine = make_report(agency, year=2026)
    fill_report(mine)
    make_filled_report(make_agency(region=make_region()), State.APPROVED, year=2026)
    assert told(mine) == []
    assert len(told(other_of(county))) == 2


def test_the_report_of_the_government_may_repeat_its_agencies(county):
    make_filled_report(make_agency(region=county), State.SUBMITTED)
    assert told(other_of(county, kind=AgencyKind.GOVERNMENT)) == []


def test_only_the_newest_submission_counts(county):
    report = make_filled_report(make_agency(region=county), State.SUBMITTED)
    kept = FiledSentence.objects.filter(report=report).count()
    wanted = sum(len(sentence_digests(TEXTS[s], "")) for s in ("s1_overview", "s5_problems"))
    assert kept == wanted
    report = with_text(move_on(move_on(report, "take_back"), "send_back"), OWN)
    move_to(report, State.SUBMITTED)
    assert [f.section for f in told(other_of(county))] == ["s5_problems"]


def test_what_is_kept_is_no_text(county):
    report = make_filled_report(make_agency(region=county), State.SUBMITTED)
    fields = {field.name for field in FiledSentence._meta.fields}
    assert fields == {"id", "report", "section", "digest", "length"}
    assert FiledSentence.objects.filter(report=report).exists()


def test_the_desk_names_the_other_agency_whoever_filed_first(county, client: Client):
    first = make_filled_report(make_agency(region=county, name="云岭县教育局"), State.SUBMITTED)
    second = make_filled_report(make_agency(region=county, name="云岭县水利局"), State.SUBMITTED)
    reviewer = person_at(bureau_of(county), Role.REVIEWER)
    client.force_login(reviewer, backend="accounts.signin.backends.PasswordBackend")
    for report, other in ((first, second), (second, first)):
        page = client.get(reverse("review:desk", args=[report.pk])).content.decode()
        assert "与其他单位报送的文字相同" in page
        assert f"与{other.agency.name}2026年度年报相同 100%" in page


def test_the_filers_pages_never_name_it(county, client: Client):
    make_filled_report(make_agency(region=county, name="云岭县教育局"), State.SUBMITTED)
    report = other_of(county)
    client.force_login(
        person_at(report.agency, Role.REPORTER),
        backend="accounts.signin.backends.PasswordBackend",
    )
    for name, args in (("check", []), ("report", []), ("section", ["s1_overview"])):
        page = client.get(reverse(page_name(name), args=[report.pk, *args])).content.decode()
        assert "教育局" not in page
    page = client.get(reverse("agency:check", args=[report.pk])).content.decode()
    assert "与另一单位报送的年报相同" in page


def test_it_takes_one_query_and_a_second_for_copies(county, django_assert_num_queries):
    for _number in range(5):
        make_filled_report(make_agency(region=county), State.SUBMITTED)
    report = other_of(county)
    content = working_copy(report).content
    with django_assert_num_queries(2):
        assert len(likenesses(report, content)) == 10
    anew = replace(content, texts={"s1_overview": OWN, "s5_problems": OWN})
    with django_assert_num_queries(1):
        assert likenesses(report, anew) == []
