"""How the fields of all our forms are rendered."""

from __future__ import annotations

from crispy_forms.helper import FormHelper


def inner_form_helper() -> FormHelper:
    """Render fields only: the template supplies the form tag, CSRF token and error summary."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    return helper
