"""`./lc check`: everything that can be wrong without running the product, one line per step."""

import os
import subprocess
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tools.services import ROOT

DEV = {"DJANGO_SETTINGS_MODULE": "livecompliance.settings.dev"}
# What a production machine would set; nothing is contacted by `check --deploy`.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "livecompliance.settings.base",
    "LC_SECRET_KEY": "w8Zt3kQnB5yXr1LmVc7Hs2Ud9Pf4Ej6Ga0To-_RiKqNzYbWxJv",
    "LC_ALLOWED_HOSTS": "compliance.example",
    "LC_PROXIES": "1",
}
WIDTH, LONGEST = 24, 60


@dataclass(frozen=True)
class Step:
    """One command that must end with 0."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)


def module(name: str, *arguments: str) -> list[str]:
    """Return the command that runs a module of this environment."""
    return [sys.executable, "-m", name, *arguments]


def manage(*arguments: str) -> list[str]:
    """Return the command that runs manage.py."""
    return [sys.executable, "manage.py", *arguments]


def program(name: str, *arguments: str) -> list[str]:
    """Return the command that runs a program installed beside our Python."""
    return [str(Path(sys.executable).parent / name), *arguments]


STEPS = [  # the longest first, so that both cores end together
    Step("types", module("mypy", ".")),
    Step("api schema", module("tools.openapi", "check"), DEV),
    Step("production settings", manage("check", "--deploy", "--fail-level", "WARNING"), PRODUCTION),
    Step("endpoints", module("tools.endpoints", "check"), DEV),
    Step("migrations", manage("makemigrations", "--check", "--dry-run"), DEV),
    Step("django", manage("check", "--fail-level", "WARNING"), DEV),
    Step("templates", module("tools.templates"), DEV),
    Step("translations", module("tools.messages", "check"), DEV),
    Step("law coverage", module("tools.law_coverage", "--check"), DEV),
    Step("import contracts", program("lint-imports", "--no-cache")),
    Step("ground", module("tools.guards")),
    Step("lint", module("ruff", "check", "--quiet", ".", "lc")),
    Step("format", module("ruff", "format", "--check", "--quiet", ".", "lc")),
]


def run(step: Step) -> tuple[int, float, str]:
    """Run one step; return its exit code, seconds and output."""
    began = time.monotonic()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("LC_")}
    result = subprocess.run(
        step.command,
        cwd=ROOT,
        env=environment | {"PYTHONWARNINGS": "ignore"} | step.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    return result.returncode, time.monotonic() - began, result.stdout.strip()


def shortened(output: str, name: str) -> str:
    """Return the beginning of a long output, and how to see all of it."""
    lines = output.splitlines()
    if len(lines) <= LONGEST or os.environ.get("LC_CHECK_ALL"):
        return output
    more = f"... {len(lines) - LONGEST} more lines: LC_CHECK_ALL=1 ./lc check '{name}'"
    return "\n".join([*lines[:LONGEST], more])


def main(wanted: list[str]) -> int:
    """Run every step (or those named), two at a time; print failures in full at the end."""
    if unknown := set(wanted) - {step.name for step in STEPS}:
        print(f"lc: no such step: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    steps = [step for step in STEPS if not wanted or step.name in wanted]
    began, failures = time.monotonic(), []
    with ThreadPoolExecutor(max(2, os.cpu_count() or 2)) as pool:
        running: dict[str, Future[tuple[int, float, str]]] = {
            step.name: pool.submit(run, step) for step in steps
        }
        for name, future in running.items():
            code, seconds, output = future.result()
            print(f"{'ok  ' if code == 0 else 'FAIL'}  {name:{WIDTH}} {seconds:5.1f} s", flush=True)
            if code:
                failures.append((name, output))
    for name, output in failures:
        print(f"\n--- {name}\n{shortened(output, name)}")
    print(f"\n{len(steps)} steps, {len(failures)} failed, {time.monotonic() - began:.1f} s")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
