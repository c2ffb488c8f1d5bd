"""Examples of what is written in a cell, read by Python and in the browser alike."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

EXAMPLES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
)["counts"]
