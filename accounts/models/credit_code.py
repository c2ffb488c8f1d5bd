"""统一社会信用代码: 18 characters, the last of them a check character (GB 32100-2015)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I, O, S, V, Z


def check_character(first_17: str) -> str:
    """Return the 18th character; the weights are powers of 3 modulo 31."""
    total = sum(ALPHABET.index(c) * pow(3, place, 31) for place, c in enumerate(first_17))
    return ALPHABET[-total % 31]


def validate_credit_code(code: str) -> None:
    """Check a credit code. Raises ValidationError. Migrations name this: it stays where it is."""
    if len(code) != 18 or any(c not in ALPHABET for c in code):
        raise ValidationError(
            _("%(code)s: a credit code has 18 characters, digits and capitals without I O S V Z."),
            params={"code": code},
        )
    if check_character(code[:17]) != code[17]:
        raise ValidationError(
            _("%(code)s: the last character should be %(expected)s. Check for a slip."),
            params={"code": code, "expected": check_character(code[:17])},
        )
