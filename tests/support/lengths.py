"""How far the suite goes: Hypothesis's one profile, and which tests are longer with LONG=1.

No property has a deadline, and none is failed for being slow: how busy a machine is says nothing
of what is tested.
"""

import os

from hypothesis import HealthCheck, settings

LONG = os.environ.get("LONG", "") not in ("", "0")


def use_one_profile() -> None:
    """Before the first test module is read, whose properties take over what stands then."""
    settings.register_profile(
        "portal",
        deadline=None,
        print_blob=True,
        # What a property makes it takes back itself; the other check measures time.
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    settings.load_profile("portal")


def so_many(short: int, long: int) -> int:
    return long if LONG else short


def examples(short: int, long: int, *, steps: tuple[int, int] = (50, 50)) -> settings:
    """So many examples, or with LONG=1 so many; `steps` likewise, for a state machine's ways."""
    return settings(max_examples=so_many(short, long), stateful_step_count=so_many(*steps))
