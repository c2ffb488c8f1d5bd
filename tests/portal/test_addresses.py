"""Where a request comes from: of a chain of proxies only those of our own are believed."""

import pytest
from django.test import Client, RequestFactory

from accounts.models import Event, Role
from accounts.trail.record import address_of
from tests.support.factories import make_agency, make_user

US, PROXY, VISITOR = "127.0.0.1", "198.51.100.7", "203.0.113.5"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, None, US),
        (0, VISITOR, US),  # anybody may write that line
        (1, VISITOR, VISITOR),
        (1, f"10.9.9.9, {VISITOR}", VISITOR),  # what the visitor wrote stands further left
        (2, f"10.9.9.9, {VISITOR}, {PROXY}", VISITOR),
        (2, VISITOR, US),  # went past one of them
        (1, None, US),
        (1, "unknown", US),
        (1, "2001:db8::5", "2001:db8::5"),
    ],
)
def test_the_address_of_a_request(settings, proxies, forwarded, address):
    settings.PROXIES = proxies
    headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    assert address_of(RequestFactory().get("/", REMOTE_ADDR=US, **headers)) == address


@pytest.mark.django_db
def test_the_trail_and_the_lockout_go_by_it(settings):
    settings.PROXIES = 1
    user = make_user((make_agency(), Role.REPORTER))
    wrong = {"username": user.username, "password": "wrong"}
    for _ in range(settings.AXES_FAILURE_LIMIT):
        answer = Client(REMOTE_ADDR=PROXY).post("/sign-in/", wrong, HTTP_X_FORWARDED_FOR=VISITOR)
    assert answer.status_code == 429
    elsewhere = Client(REMOTE_ADDR=PROXY).post("/sign-in/", wrong, HTTP_X_FORWARDED_FOR="10.0.0.1")
    assert elsewhere.status_code == 200
    assert set(Event.objects.values_list("address", flat=True)) == {VISITOR, "10.0.0.1"}
