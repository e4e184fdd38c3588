"""Pin requirements/*.in into requirements/*.txt: every platform, with hashes, naming no index.

`./lc lock` keeps what is pinned; `./lc lock --upgrade [PACKAGE]` takes newer versions.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("bootstrap", "node", "test", "demo", "base")  # test first: the others follow its versions
FOLLOWERS = {"demo", "base"}


def command(name: str, upgrade: list[str]) -> list[str]:
    """Return the uv command that pins one file."""
    python = ["uv", "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-header"]
    options = ["--python-version", "3.11", "--no-config", "--no-emit-index-url"]
    options += ["--no-emit-find-links", f"requirements/{name}.in", "-o", f"requirements/{name}.txt"]
    if name in FOLLOWERS:
        options += ["-c", "requirements/test.txt", "--no-annotate"]
    else:
        options += ["--no-annotate"]
    return [sys.executable, "-m", *python, *options, *upgrade]


def main(arguments: list[str]) -> int:
    """Pin every file; stop at the first that cannot be pinned."""
    upgrade = []
    if arguments[:1] == ["--upgrade"]:
        upgrade = [f"--upgrade-package={name}" for name in arguments[1:]] or ["--upgrade"]
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "UV_INDEX"))}
    for name in LOCKS:
        result = subprocess.run(
            command(name, [] if name in FOLLOWERS else upgrade),
            cwd=ROOT,
            env=clean | {"UV_SYSTEM_CERTS": "1"},
            check=False,
        )
        if result.returncode:
            return result.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
