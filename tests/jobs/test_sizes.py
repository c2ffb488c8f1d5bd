"""Many rows cost few statements: 400 people, or the 20,000 that are taken with LONG=1."""

from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.urls import reverse

from accounts.models import Job, JobState, User
from tests.support.admin_pages import address, confirm, make_county, sheet_of, upload
from tests.support.factories import make_agency
from tests.support.lengths import so_many

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("kept_files")]
ROWS = so_many(400, 19_990)  # the county has some people before
STATEMENTS = 60 + ROWS // 30  # a few for each 500 rows and each sign of life; not one a row


def test_many_people_come_in_and_go_out_with_few_statements():
    county = make_county()
    agencies = [make_agency(region=county.region) for _ in range(5)]
    rows = [[f"p{n}", f"人{n}", f"{agencies[n % 5].short_name}:填报人"] for n in range(ROWS)]
    client, count = county.client_for(User), Count()
    with connection.execute_wrapper(count):
        preview = upload(client, User, sheet_of(["username", "name", "roles"], rows))
        confirm(client, User, preview)
        client.post(address(User, "export"), {"format": "0"})
    assert count.statements < 3 * STATEMENTS
    assert list(Job.objects.values_list("state", flat=True)) == [JobState.DONE] * 2
    file = client.get(reverse("accounts:job_file", args=[Job.objects.first().pk]))
    book = openpyxl.load_workbook(BytesIO(file.content), read_only=True)
    assert sum(1 for _row in book.active.values) == User.objects.count() + 1 > ROWS
    again = upload(client, User, file.content)
    assert again.context["counts"] == {"skip": User.objects.count()}


class Count:
    statements = 0

    def __call__(self, execute, *said):
        self.statements += 1
        return execute(*said)
