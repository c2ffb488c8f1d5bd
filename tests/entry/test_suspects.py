"""The cell that is probably wrong is set by one press, and taken back by one."""

import pytest
from django.urls import reverse

from accounts.models import Event, Role
from reports.drafts.merging import Entry
from reports.drafts.storage import write_section
from reports.models import Report, ReportSection
from reports.rules.error_localisation import MOST_SUSPECTS
from tests.support.factories import actor, fill_report, make_report, person_at

pytestmark = pytest.mark.django_db
NATURAL = "natural_person"
RECEIVED, GRANTED = f"requests.new_received.{NATURAL}", f"requests.granted.{NATURAL}"
PARTLY = f"requests.partially_granted.{NATURAL}"
PRESS = f"{RECEIVED}:21:12"
CODE = "s3_requests"


@pytest.fixture
def report():
    made = make_report()
    fill_report(made, **{RECEIVED: 21, GRANTED: 12})
    return made


@pytest.fixture
def clerk(report):
    return person_at(report.agency, Role.REPORTER)


@pytest.fixture
def browser(client, clerk):
    client.force_login(clerk)
    return client


def page_of(report, code=CODE):
    return reverse("entry:section", kwargs={"pk": report.pk, "code": code})


def figure(report, cell=RECEIVED):
    return ReportSection.objects.get(report=report, code=CODE).figures[cell]


def written(report):
    events = Event.objects.filter(object=report.trail_name, action="section.write")
    return [event.after["how"] for event in events.order_by("id")]


def test_pressed_twenty_times_it_is_set_once_and_taken_back_once(report, browser):
    before = written(report)
    for _ in range(20):
        answer = browser.post(page_of(report), {"set": PRESS})
    assert figure(report) == 12
    version = ReportSection.objects.get(report=report, code=CODE).version
    assert answer.url == f"{page_of(report)}?set={version}#f-{RECEIVED}"
    shown = browser.get(answer.url)
    [(_label, was, now)] = shown.context["done"].set.changes
    assert (was, now) == ("21", "12")
    assert f'form="section-form" name="unset" value="{version}"' in shown.content.decode()
    for _ in range(20):
        browser.post(page_of(report), {"unset": version})
    assert figure(report) == 21
    assert written(report) == [*before, "suggested", "suggested.undo"]


def test_what_was_typed_beside_it_is_saved_too(report, browser):
    browser.post(page_of(report), {"set": PRESS, PARTLY: "4", "base": f'{{"{PARTLY}": "0"}}'})
    assert (figure(report), figure(report, PARTLY)) == (12, 4)
    assert written(report)[-2:] == ["typed", "suggested"]


@pytest.mark.parametrize(
    "press",
    [
        f"{RECEIVED}:20:12",  # changed since the page was shown
        f"{RECEIVED}:21:12;{GRANTED}:11:3",  # one of two
        f"{RECEIVED}:21:12;{GRANTED}:12:3;{PARTLY}:0:1",
        "requests.new_received.total:21:12",
        "art20_1.rules.made:0:1",  # of another section
        "nowhere.at.all:1:2", f"{RECEIVED}:21:", f"{RECEIVED}:21:-5:4", "",
    ],
)  # fmt: skip
def test_what_the_page_did_not_show_is_refused_and_nothing_is_set(report, browser, press):
    before = dict(ReportSection.objects.get(report=report, code=CODE).figures)
    answer = browser.post(page_of(report), {"set": press}, follow=True)
    assert "没有改" in answer.content.decode()
    assert ReportSection.objects.get(report=report, code=CODE).figures == before
    assert "suggested" not in written(report)


def test_what_was_changed_after_the_press_is_not_taken_back(report, browser, clerk):
    browser.post(page_of(report), {"set": PRESS})
    version = ReportSection.objects.get(report=report, code=CODE).version
    write_section(report, CODE, Entry({RECEIVED: 5}, base={RECEIVED: "12"}), actor(clerk))
    assert browser.get(f"{page_of(report)}?set={version}").context["done"].set is None
    answer = browser.post(page_of(report), {"unset": version}, follow=True)
    assert "没有改" in answer.content.decode()
    assert figure(report) == 5


def test_pressed_on_the_check_page_it_leads_to_the_cell(report, browser):
    check = reverse("agency:check", kwargs={"pk": report.pk})
    assert f'name="set" value="{PRESS}"' in browser.get(check).content.decode()
    answer = browser.post(check, {"set": PRESS})
    assert answer.url.startswith(page_of(report)) and answer.url.endswith(f"#f-{RECEIVED}")
    assert figure(report) == 12


def test_who_may_not_write_the_section_is_offered_nothing(report, client):
    client.force_login(person_at(report.agency, Role.HEAD))
    html = client.get(reverse("agency:check", kwargs={"pk": report.pk})).content.decode()
    assert 'class="suspicion"' in html and 'name="set"' not in html
    assert client.post(page_of(report), {"set": PRESS}).status_code == 403
    assert figure(report) == 21


def test_what_was_typed_last_stands_first(report, browser, clerk):
    for cell in (PARTLY, GRANTED):
        write_section(report, CODE, Entry({cell: 3}, base={cell: "0"}), actor(clerk))
    suspects = browser.get(page_of(report)).context["findings"].groups[0].suspicion.suspects
    assert len(suspects) == MOST_SUSPECTS
    assert suspects[0].links[0].url.endswith(f"#f-{PARTLY}")


def test_the_order_costs_one_query(report, browser, django_assert_max_num_queries):
    assert Report.objects.get() == report
    with django_assert_max_num_queries(40) as few:
        browser.get(page_of(report, "s4_review_litigation"))
    with django_assert_max_num_queries(len(few) + 1):
        browser.get(page_of(report))
