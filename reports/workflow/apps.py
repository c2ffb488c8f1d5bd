from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkflowConfig(AppConfig):
    name = "reports.workflow"
    label = "workflow"
    verbose_name = _("The way of a report")

    def ready(self) -> None:
        from accounts.trail.labels import name_acts, name_kind
        from accounts.trail.values import name_keys, name_places, name_values
        from reports.workflow import trail_labels as trail_words

        name_acts(trail_words.ACTS)
        for kind, (words, subjects) in trail_words.KINDS.items():
            name_kind(kind, words, subjects)
        name_keys(trail_words.KEYS)
        for key, values in trail_words.VALUES.items():
            name_values(key, values)
        name_places(trail_words.place_name, trail_words.places_of_report, trail_words.PLACES)
