"""The tests' settings, with a database in a file as in real use, and the floors' addresses."""

from tests.settings import *  # noqa: F403
from tests.settings import DATABASES, VAR_DIR

ROOT_URLCONF = "benchmarks.urls"
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "benchmarks.sqlite3")}
