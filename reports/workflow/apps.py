from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkflowConfig(AppConfig):
    name = "reports.workflow"
    label = "workflow"
    verbose_name = _("The way of a report")

    def ready(self) -> None:
        from accounts.trail_words import name_acts
        from reports.workflow.trail_words import ACTS

        name_acts(ACTS)
