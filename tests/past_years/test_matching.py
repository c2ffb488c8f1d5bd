"""Whose a published report is: by the name it tells, then by that of its file; nobody is guessed."""

from __future__ import annotations

import pytest

from reports.past_years.matching import match
from tests.support.cast import cast
from tests.support.factories import make_agency, make_region

pytestmark = pytest.mark.django_db
NAMES = ("水利局", "财政局", "卫生健康局", "健康局", "青石镇人民政府", "第一中学", "第二中学")


def make_agencies():
    region = make_region(name="云岭县")
    return [make_agency(region=region, name=f"云岭县{one}", short_name=one) for one in NAMES]


agencies = cast(make_agencies)
CASES = [  # the name told in it, the file's name -> whose it is, by what
    ("云岭县水利局", "a.docx", "水利局", "told"),
    ("水利局", "a.docx", "水利局", "told"),
    ("清河省云岭县水利局", "a.docx", "水利局", "told"),
    ("云岭县水 利 局", "a.docx", "水利局", "told"),
    ("云岭县水利局", "财政局.docx", "水利局", "told"),
    ("", "云岭县财政局2024年报.pdf", "财政局", "file_name"),
    ("", "03 财政局（定稿）.pdf", "财政局", "file_name"),
    ("", "卫生健康局.pdf", "卫生健康局", "file_name"),
    ("青石县粮食局", "水利局.pdf", "水利局", "file_name"),
    ("青石县粮食局", "a.pdf", None, ""),
    ("", "水利局和财政局.pdf", None, ""),
    ("", "中学.pdf", None, ""),
    ("", "", None, ""),
]


@pytest.mark.parametrize(("told", "name", "whose", "by"), CASES)
def test_a_report_is_matched_by_what_it_tells_then_by_the_name_of_its_file(
    told, name, whose, by, agencies
):
    found = match(told, name, agencies)
    assert (found.agency and found.agency.short_name, found.how) == (whose, by)
