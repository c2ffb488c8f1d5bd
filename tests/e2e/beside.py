"""Functions of test modules, called on a portal's database beside its server.

Django is loaded once; each call has a process of its own, so that it finds nothing of the last one.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import redirect_stdout
from importlib import import_module
from io import StringIO
from pathlib import Path

import django

MODULES = ("tests.e2e.counties", "tests.e2e.demo", "tests.e2e.story")
PATIENCE = 60  # seconds
ROOT = Path(__file__).resolve().parents[2]


class Beside:
    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.log = log
        with log.open("wb") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", __name__], cwd=ROOT, env=environment, text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors,
            )  # fmt: skip

    def said(self, module: str, call: str) -> str:
        """What the function prints."""
        assert self.process.stdin and self.process.stdout
        print(json.dumps([module, call]), file=self.process.stdin, flush=True)
        said: str | None = json.loads(self.process.stdout.readline() or "null")
        assert said is not None, f"{call}: {self.log.read_text()}"
        return said

    def stop(self) -> None:
        self.process.communicate(timeout=PATIENCE)


def main() -> None:
    django.setup()
    for module in MODULES:
        import_module(module)
    for line in sys.stdin:
        if not os.fork():
            _call(*json.loads(line))
        if os.wait()[1]:
            print("null", flush=True)


def _call(module: str, call: str) -> None:
    """Ends the process. What is raised is in the log."""
    signal.alarm(PATIENCE)
    with redirect_stdout(StringIO()) as said:
        eval(call, vars(import_module(module)))
    print(json.dumps(said.getvalue()), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
