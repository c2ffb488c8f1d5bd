"""The trail as somebody with the database's own key would have it: without its triggers."""

from django.db import connection

TRIGGERS = {
    "sqlite": ["accounts_event_no_UPDATE", "accounts_event_no_DELETE"],
    "postgresql": ["accounts_event_append_only ON accounts_event"],
}


def drop_triggers() -> None:
    """For the rest of a test, whose end takes it back; the head still follows new lines."""
    with connection.cursor() as cursor:
        for trigger in TRIGGERS[connection.vendor]:
            cursor.execute(f"DROP TRIGGER {trigger}")
