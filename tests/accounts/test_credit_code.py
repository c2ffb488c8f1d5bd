"""统一社会信用代码: the check character of GB 32100-2015."""

import pytest
from django.core.exceptions import ValidationError

from accounts.models.credit_code import ALPHABET, check_character, validate_credit_code

# Numbers that large companies print on their own pages.
PUBLISHED = ["91440300708461136T", "91110000802100433B", "914403001922038216"]


@pytest.mark.parametrize("code", PUBLISHED)
def test_published_codes_hold(code):
    validate_credit_code(code)


def test_every_single_slip_is_found():
    code = PUBLISHED[0]
    for place in range(18):
        for other in set(ALPHABET) - {code[place]}:
            with pytest.raises(ValidationError):
                validate_credit_code(code[:place] + other + code[place + 1 :])


def test_two_neighbours_that_changed_places_are_found():
    code = PUBLISHED[0]
    for place in range(17):
        first, second = code[place], code[place + 1]
        if first != second:
            with pytest.raises(ValidationError):
                validate_credit_code(code[:place] + second + first + code[place + 2 :])


@pytest.mark.parametrize(
    "code",
    ["", PUBLISHED[0][:17], PUBLISHED[0] + "0", PUBLISHED[0].lower(), "9144030070846113６T",
     "I" + PUBLISHED[0][1:], " " + PUBLISHED[0][:17]],
)  # fmt: skip
def test_what_is_no_code_at_all(code):
    with pytest.raises(ValidationError):
        validate_credit_code(code)


def test_the_message_says_what_the_last_character_should_be():
    code = PUBLISHED[0][:17]
    with pytest.raises(ValidationError) as refusal:
        validate_credit_code(code + ("0" if check_character(code) != "0" else "1"))
    assert check_character(code) in refusal.value.messages[0]
