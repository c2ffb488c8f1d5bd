"""Settings of commands that need no database: the language alone. What `portal.settings` loads for
its pages takes a second, and a command that reads files wants none of it."""

from pathlib import Path

USE_I18N = True
LANGUAGE_CODE = "zh-hans"
LOCALE_PATHS = [Path(__file__).resolve().parent.parent / "locale"]
