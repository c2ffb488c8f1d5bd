"""The administrators' lists of words, the advised length of a campaign: pages, sheets, trail."""

import pytest

from accounts.admin_pages.resource_base import heading
from accounts.models import Event
from reports.drafts.working_copy import working_copy
from reports.models import Campaign, WatchedWord
from tests.support.admin_pages import (
    NO_ROWS,
    address,
    export,
    import_all,
    make_county,
    problems,
    sheet_of,
    upload,
)
from tests.support.factories import fill_report, make_agency, make_report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kept_files")]
HEADERS = ["region", "word", "right", "severity", "allowed", "remark"]


def form_of(county, **changes):
    empty = {"word": "布署", "right": "部署", "severity": "error", "allowed": "", "remark": ""}
    return {**empty, "region": county.region.pk, **changes}


def test_a_word_is_added_changed_and_removed_each_with_a_line_in_the_trail():
    county = make_county()
    county.client.post(address(WatchedWord, "add"), form_of(county))
    word = WatchedWord.objects.get()
    assert (word.region, word.word, word.severity) == (county.region, "布署", "error")
    county.client.post(address(WatchedWord, "change", word.pk), form_of(county, severity="info"))
    county.client.post(address(WatchedWord, "delete", word.pk), {"post": "yes"})
    assert not WatchedWord.objects.exists()
    lines = Event.objects.filter(action__startswith="watchedword").order_by("id")
    assert [line.action for line in lines] == [
        "watchedword.add",
        "watchedword.change",
        "watchedword.delete",
    ]
    assert (lines[1].before, lines[1].after) == ({"severity": "error"}, {"severity": "info"})
    assert lines[2].before["word"] == "布署"


def test_the_page_tells_what_is_wrong_with_a_word():
    county = make_county()
    county.client.post(address(WatchedWord, "add"), form_of(county))
    again = county.client.post(address(WatchedWord, "add"), form_of(county))
    assert "词表中已有这个词" in again.content.decode()
    senseless = county.client.post(address(WatchedWord, "add"), form_of(county, word="部署"))
    assert "正确写法与错词相同" in senseless.content.decode()
    assert WatchedWord.objects.count() == 1


def test_one_sees_and_writes_only_the_lists_of_ones_own_regions():
    county, other = make_county(), make_county()
    theirs = WatchedWord.objects.create(region=other.region, word="布署")
    page = address(WatchedWord, "change", theirs.pk)
    assert county.client.get(page).status_code == 302
    county.client.post(page, form_of(county, word="改写"))
    county.client.post(address(WatchedWord, "delete", theirs.pk), {"post": "yes"})
    shown = county.client.get(address(WatchedWord, "changelist")).context["cl"].queryset
    assert list(shown) == []
    refused = county.client.post(
        address(WatchedWord, "add"), form_of(county, region=other.region.pk)
    )
    assert "region" in refused.context["adminform"].form.errors
    [kept] = WatchedWord.objects.all()
    assert (kept.region, kept.word) == (other.region, "布署")


def test_a_list_goes_out_and_comes_in_as_a_sheet():
    county = make_county()
    code = county.region.code
    rows = [
        [code, "布署", "部署", "须改正", "", ""],
        [code, "一把手", "", "wants a reason", "", "改写为主要负责人"],
        [code, "贫困户", "脱贫户", "仅提示", "建档立卡贫困户、贫困户台账", ""],
    ]
    import_all(county.client, WatchedWord, sheet_of(HEADERS, rows))
    kept = WatchedWord.objects.order_by("id").values_list("word", "right", "severity")
    assert list(kept) == [
        ("布署", "部署", "error"),
        ("一把手", "", "warning"),
        ("贫困户", "脱贫户", "info"),
    ]
    assert Event.objects.get(action="watchedword.import").after["rows"] == {"new": 3}
    out = export(county.client, WatchedWord)
    assert out.headers[1] == heading("词语", "word") and len(out) == 3
    changed = [[code, "布署", "部署", "仅提示", "", "常见"]]
    import_all(county.client, WatchedWord, sheet_of(HEADERS, changed))
    assert WatchedWord.objects.count() == 3
    assert WatchedWord.objects.get(word="布署").severity == "info"


def test_a_sheet_with_a_senseless_row_is_refused_whole():
    county, other = make_county(), make_county()
    rows = [
        [county.region.code, "布署", "部署", "须改正", "", ""],
        [county.region.code, "布署", "部署", "须改正", "", ""],
        [other.region.code, "截止", "截至", "须改正", "", ""],
        [county.region.code, "既使", "即使", "很重", "", ""],
        [county.region.code, "贫困户", "", "仅提示", "台账", ""],
    ]
    preview = upload(county.client, WatchedWord, sheet_of(HEADERS, rows))
    assert {(row, column[0]) for row, column, _words in problems(preview)} == {
        (3, "B"),
        (4, "A"),
        (5, "D"),
        (6, "E"),
    }
    assert not WatchedWord.objects.exists()


def test_a_campaign_may_advise_its_own_length():
    county = make_county()
    report = make_report(make_agency(region=county.region), year=2026)
    fill_report(report)
    campaign = Campaign.objects.get(pk=report.campaign_id)
    dates = ["opens_on", "internal_deadline", "legal_deadline", "government_deadline"]
    form = {**NO_ROWS, **{name: getattr(campaign, name) for name in dates}}

    def advise(length):
        page = address(Campaign, "change", campaign.pk)
        return county.client.post(page, {**form, "advised_length": length})

    def told():
        report.campaign.refresh_from_db()
        findings = working_copy(report).findings()
        return [str(f.message) for f in findings if f.rule == "N-R14"]

    assert told() == []
    assert advise(100).status_code == 302
    (message,) = told()
    assert "100" in message
    assert Event.objects.get(action="campaign.change").after == {"advised_length": 100}
    assert "advised_length" in advise(5).context["adminform"].form.errors
    advise("")
    assert told() == []
