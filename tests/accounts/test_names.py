"""Names and codes come without the marks that nobody sees, whichever way they come."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse

from accounts.models import Agency, Region, User
from accounts.names import NameFormField
from accounts.signin.forms import AskResetForm
from accounts.unseen import visible
from tests.support.admin_pages import address, make_county
from tests.support.factories import make_agency, make_region, make_user

PASSWORD = "Wheelbarrow-and-lantern-58"
UNSEEN = [
    *"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u200b\u200c\u200d\ufeff\u00ad"
]


@pytest.mark.parametrize("mark", UNSEEN, ids=ascii)
def test_a_mark_that_nobody_sees_is_taken_away(mark):
    assert visible(f"{mark}3702{mark}02{mark}") == "370202"
    assert NameFormField(max_length=6).clean(f"{mark}3702{mark}02{mark}") == "370202"


@pytest.mark.django_db
def test_a_name_with_such_marks_is_stored_and_found_without_them():
    region = make_region(name="\u202d石桥县\u202c", code="99\u200b9901")
    region.refresh_from_db()
    assert (region.name, region.code) == ("石桥县", "999901")
    assert Region.objects.get(code="\ufeff999901") == region
    agency = make_agency(region=region, name="交通\u00ad局")
    assert Agency.objects.get(name="交通局\u200e") == agency


@pytest.mark.django_db
def test_somebody_signs_in_by_a_copied_user_name():
    make_user(username="zhou.xiaohe", password=make_password(PASSWORD))
    typed = {"username": "\u202azhou.xiaohe\u202c", "password": PASSWORD}
    client = Client()
    assert client.post(reverse("accounts:login"), typed).status_code == 302
    assert "_auth_user_id" in client.session


def test_a_mail_address_is_asked_for_without_them():
    form = AskResetForm({"email": "zhou@example.org\u200b"})
    assert form.is_valid() and form.cleaned_data["email"] == "zhou@example.org"


@pytest.mark.django_db
def test_the_admin_takes_and_finds_a_copied_code():
    county = make_county()
    client = county.client_for(Region)
    parent = Region.objects.filter(parent=None).first() or county.region
    code = "\u202d991234\u202c"
    form = {"name": "新设\u200b县", "code": code, "parent": parent.pk}
    assert client.post(address(Region, "add"), form).status_code == 302
    made = Region.objects.get(code="991234")
    assert made.name == "新设县"
    found = client.get(address(Region, "changelist"), {"q": code}).content.decode()
    assert "新设县" in found


@pytest.mark.django_db
def test_the_form_of_an_agency_does_not_cut_a_code_with_marks_at_its_length():
    county = make_county()
    page = county.client_for(Agency).get(address(Agency, "add")).content.decode()
    field = page[page.index('name="credit_code"') :].partition(">")[0]
    assert "maxlength" not in field


@pytest.mark.django_db
def test_a_person_is_created_without_them():
    person = User(username="wu\u200bling", name="吴\ufeff岭", email="wu@example.org\u200b")
    person.set_unusable_password()
    person.full_clean()
    assert (person.username, person.name, person.email) == ("wuling", "吴岭", "wu@example.org")
