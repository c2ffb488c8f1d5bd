"""The command that fills the demo, and how much it has filled."""

from __future__ import annotations

from collections import Counter
from io import StringIO

from django.apps import apps
from django.core.management import call_command


def run_demo(*options: str) -> str:
    out = StringIO()
    call_command("demo", *options, stdout=out)
    return out.getvalue()


def rows() -> Counter[str]:
    """How much of everything there is."""
    models = [
        model
        for label in ("accounts", "reports", "workflow")
        for model in apps.get_app_config(label).get_models()
    ]
    return Counter({model.__name__: model._default_manager.count() for model in models})
