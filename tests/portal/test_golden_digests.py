"""Digests that outlive the code: a module that moves must not void what was printed or signed."""

from __future__ import annotations

import pytest

from accounts.models import Notice, User
from accounts.notifications.delivery import _message_id
from reports.intake.offline import _sign
from reports.records.receipts import code_of

GOLDEN = {
    "a receipt's check code": (
        lambda: code_of("", 27, "27|3|1|0f"),
        "27-CVMN9-FGCFF",
    ),
    "the signature of an offline workbook": (
        lambda: _sign("27|2021|0f"),
        "668e54b180b3f48c6e104f256963b0e10dd32ce0b3479ae03166cce03b6d33af",
    ),
    "a letter's Message-ID": (
        lambda: _message_id([Notice(pk=3), Notice(pk=5)]),
        "<5a73ecf334f171704f9c7412dfdd6b305e4be800@reports.example>",
    ),
    "a session": (
        lambda: User(password="weak", sessions_ended=2).get_session_auth_hash(),
        "0d066eaad744fb94138669a637cf31d5e7c6fcd69cfde6c7cdf4f338ed1929f3",
    ),
}


@pytest.mark.parametrize("what", GOLDEN)
def test_a_digest_is_what_it_was_in_the_first_release(what, settings):
    settings.SECRET_KEY = "the key of this test alone"
    settings.DEFAULT_FROM_EMAIL = "portal@reports.example"
    digest, golden = GOLDEN[what]
    assert digest() == golden
