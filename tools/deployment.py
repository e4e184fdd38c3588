"""Do Dockerfile, docker-compose.yml, Procfile and .env.example fit the software? Offline."""

import ast
import importlib.util
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
PROGRAMS = Path(sys.executable).parent
PROCESSES = ("web", "live", "worker", "errands", "beat")
# Read by ./lc, by tools.database or by an image of others, not by the settings.
OUTSIDE = {
    "DATABASE_URL", "REDIS_URL", "LC_PG_BIN", "LC_REDIS_BIN", "CHROMIUM", "LC_KEK_SOURCE",
    "LC_SEAL_SOURCE", "POSTGRES_PASSWORD", "POSTGRES_INITDB_ARGS",
    "LC_APP_PASSWORD", "LC_OWNER_PASSWORD", "LC_REGULATOR_PASSWORD",
}  # fmt: skip
APPLICATION = re.compile(r"^[a-z_.]+:[a-z_]+$")
VARIABLE = re.compile(r"\$\{(\w+)")
READERS = {"text", "flag", "integer", "count", "ports", "words", "secret", "mapping"}


def compose(root: Path = ROOT) -> dict[str, Any]:
    """Return docker-compose.yml as data."""
    found: dict[str, Any] = yaml.safe_load((root / "docker-compose.yml").read_text("utf-8"))
    return found


def procfile(root: Path = ROOT) -> dict[str, list[str]]:
    """Return each process of the Procfile with its command."""
    lines = (root / "Procfile").read_text(encoding="utf-8").splitlines()
    pairs = (line.split(": ", 1) for line in lines if line.strip())
    return {name: shlex.split(command) for name, command in pairs}


def settings_variables(root: Path = ROOT) -> set[str]:
    """Return every variable that the software reads through livecompliance.env."""
    found = set()
    for path in (root / "livecompliance").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and (name := _variable(node)):
                found.add(name)
    return found


def _variable(call: ast.Call) -> str | None:
    """Return NAME of env.text("NAME", ...) and its siblings."""
    reads = isinstance(call.func, ast.Attribute) and call.func.attr in READERS
    first = call.args[0] if call.args else None
    if reads and isinstance(first, ast.Constant) and isinstance(first.value, str):
        return first.value if re.fullmatch(r"[A-Z][A-Z0-9_]+", first.value) else None
    return None


def documented_variables(root: Path = ROOT) -> set[str]:
    """Return every variable of .env.example."""
    text = (root / ".env.example").read_text(encoding="utf-8")
    return set(re.findall(r"^([A-Z][A-Z0-9_]+)=", text, flags=re.MULTILINE))


def variable_faults(root: Path = ROOT) -> list[str]:
    """.env.example documents what is read, and nothing else."""
    read = settings_variables(root) | (OUTSIDE - {"POSTGRES_INITDB_ARGS"})
    told = documented_variables(root)
    missing = [f".env.example: {name} is missing" for name in sorted(read - told)]
    return missing + [f".env.example: nothing reads {name}" for name in sorted(told - read)]


def schema_faults(file: Path) -> list[str]:
    """Return what the Compose specification has against a file."""
    result = subprocess.run(
        [PROGRAMS / "check-jsonschema", "--builtin-schema", "vendor.compose-spec",
         "--output-format", "json", file],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if result.returncode == 0:
        return []
    said = json.loads(result.stdout)
    errors = said.get("errors", []) + said.get("parse_errors", [])
    return [
        f"{file.name}: {error.get('path', '')} {error.get('message', error)}" for error in errors
    ]


def reference_faults(content: dict[str, Any]) -> Iterator[str]:
    """Yield what a compose file names but does not have."""
    for name, service in content["services"].items():
        volumes = {volume.split(":")[0] for volume in service.get("volumes", [])}
        named = {
            "services": set(service.get("depends_on", {})),
            "volumes": {volume for volume in volumes if volume[0] not in "./"},
            "secrets": set(service.get("secrets", [])),
        }
        for kind, names in named.items():
            for missing in sorted(names - set(content.get(kind, {}))):
                yield f"{name}: {kind} has no {missing}"
    for process in sorted(set(PROCESSES) - set(content["services"])):
        yield f"the process {process} is missing"


def command_faults(name: str, command: list[str]) -> Iterator[str]:
    """Yield what a command starts that cannot be imported here."""
    words = shlex.split(command[-1]) if command[:2] == ["sh", "-c"] else command
    for before, word in zip(["", *words], words, strict=False):
        if APPLICATION.match(word) and not _imports(*word.split(":")):
            yield f"{name}: {word} cannot be imported"
        if before == "-m" and not _imports(word):
            yield f"{name}: there is no module {word}"
        if before == "-A" and not _imports(f"{word}.celery", "app"):
            yield f"{name}: {word} has no Celery application"
    program = words[0]
    if program not in {"python", "redis-server"} and not (PROGRAMS / program).exists():
        yield f"{name}: there is no program {program}"


def _imports(module: str, attribute: str = "") -> bool:
    """Return whether a module exists and says `attribute = ...` at its top."""
    try:
        spec = importlib.util.find_spec(module)
    except ModuleNotFoundError:
        return False
    if not spec or not spec.origin:
        return False
    source = Path(spec.origin).read_text(encoding="utf-8")
    return not attribute or bool(re.search(rf"^{attribute}\b.*=", source, flags=re.MULTILINE))


def compose_faults(root: Path = ROOT) -> list[str]:
    """docker-compose.yml has the right form, and what it names exists."""
    content = compose(root)
    found = schema_faults(root / "docker-compose.yml") + list(reference_faults(content))
    known = settings_variables(root) | OUTSIDE
    for name, service in content["services"].items():
        found += command_faults(name, service["command"]) if "command" in service else []
        used = set(service.get("environment", {})) | set(VARIABLE.findall(str(service)))
        found += [f"{name}: nothing reads {variable}" for variable in sorted(used - known)]
    for name, command in procfile(root).items():
        found += command_faults(f"Procfile {name}", command)
    return found


def dockerfile_faults(root: Path = ROOT) -> list[str]:
    """Hadolint has nothing against the Dockerfile, and what it copies exists."""
    result = subprocess.run(
        [PROGRAMS / "hadolint", "--no-color", root / "Dockerfile"],
        capture_output=True,
        text=True,
        check=False,
    )
    found = result.stdout.strip().splitlines() if result.returncode else []
    text = (root / "Dockerfile").read_text(encoding="utf-8")
    for line in re.findall(r"^COPY (?!--from)(.+)$", text, flags=re.MULTILINE):
        missing = [name for name in line.split()[:-1] if not (root / name).exists()]
        found += [f"Dockerfile: copies {name}, which does not exist" for name in missing]
    return found
