"""How the fields of all our forms are drawn."""

from __future__ import annotations

from crispy_forms.helper import FormHelper


def inner_form_helper() -> FormHelper:
    """Fields only: the page has the form tag, its token and the summary of errors."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    return helper
