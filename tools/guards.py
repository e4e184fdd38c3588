"""What must stay true of the ground: no registry named, pins hashed, deployment files fit.

`python -m tools.guards` prints what is wrong; each function returns one line per fault.
"""

import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path

from tools import deployment

ROOT = Path(__file__).resolve().parents[1]
ADDRESS = re.compile(
    r"--(extra-)?index-url|--find-links|--trusted-host|(^|\s)-[if]\s|https?://|file:|git\+|\s@\s"
)
LOCK_ADDRESS = re.compile(r'"resolved"|"registry"|registry\.')
NPMRC_ADDRESS = re.compile(r"(^|:)\s*registry\s*=|https?://|_auth|//")
FORBIDDEN_FILES = (
    "uv.lock", "pylock*.toml", "pip.conf", "pip.ini", "uv.toml", "poetry.lock", "Pipfile*",
    "yarn.lock", "pnpm-lock.yaml", ".yarnrc*", ".pypirc", "requirements.txt",
)  # fmt: skip
THIRD_PARTY = re.compile(r"(^|/)(node_modules|vendor|\.venv|site-packages)/|\.min\.(js|css)$")


def _lines(path: Path) -> Iterable[tuple[int, str]]:
    return enumerate(path.read_text(encoding="utf-8").splitlines(), 1)


def _matches(path: Path, pattern: re.Pattern[str], *, comments: bool = True) -> list[str]:
    name = path.relative_to(ROOT).as_posix()
    return [
        f"{name}:{number}: names where packages come from: {line.strip()}"
        for number, line in _lines(path)
        if pattern.search(line if comments else line.split("#")[0])
    ]


def named_registries(root: Path = ROOT) -> list[str]:
    """No requirement, lock or configuration may say where packages come from."""
    found = []
    for path in sorted((root / "requirements").iterdir()):
        found += _matches(path, ADDRESS, comments=path.suffix == ".txt")
    found += _matches(root / "package-lock.json", LOCK_ADDRESS)
    found += _matches(root / ".npmrc", NPMRC_ADDRESS)
    tool = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8")).get("tool", {})
    for section in ("uv", "pip", "poetry", "pdm"):
        if section in tool:
            found.append(f"pyproject.toml: [tool.{section}] has no business here")
    return found


def committed_files(root: Path = ROOT) -> list[str]:
    """Return what git tracks; nothing when this is not a git checkout."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=False
    )
    return [name for name in listed.stdout.split("\0") if name]


def foreign_files(root: Path = ROOT) -> list[str]:
    """Git holds nothing of others' and no lock that records hosts."""
    return [
        f"{name}: does not belong in git"
        for name in committed_files(root)
        if THIRD_PARTY.search(name) or any(Path(name).match(pattern) for pattern in FORBIDDEN_FILES)
    ]


def unpinned(root: Path = ROOT) -> list[str]:
    """Every requirement is pinned to one version and carries hashes."""
    found = []
    for path in sorted((root / "requirements").glob("*.txt")):
        text = path.read_text(encoding="utf-8").replace("\\\n", " ")
        for line in text.splitlines():
            is_requirement = line.strip() and not line.lstrip().startswith("#")
            if is_requirement and not ("==" in line and "--hash=sha256:" in line):
                found.append(f"{path.name}: not pinned with a hash: {line.split(' --')[0]}")
    return found


CHECKS: tuple[Callable[[], list[str]], ...] = (
    named_registries,
    foreign_files,
    unpinned,
    deployment.compose_faults,
    deployment.dockerfile_faults,
    deployment.variable_faults,
)


def main() -> int:
    """Print every fault."""
    said = [line for check in CHECKS for line in check()]
    print("\n".join(said))
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
