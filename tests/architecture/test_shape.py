"""The shape of the code base, checked like any other behaviour."""

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
from celery import current_app
from django.apps import apps

from livecompliance.kernel import law

ROOT = Path(__file__).resolve().parents[2]
ORDER = ["ledger", "accounts", "office", "parties", "charter", "filings"]
ORDER += ["rooms", "stage", "tiers", "catalog"]
ORDER += ["moderation", "conduct", "studio", "sanctions", "review"]
ORDER += ["complaints", "tax", "oversight", "portal"]
ENTRY_POINTS = {"api", "views", "consumers", "tasks", "admin"}
SOURCES = [
    path
    for app in [*ORDER, "livecompliance"]
    for path in sorted((ROOT / app).rglob("*.py"))
    if "migrations" not in path.parts
]
TESTS = sorted((ROOT / "tests").rglob("*.py"))
LIMIT, TEST_LIMIT = 400, 400


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_foreign_keys_point_down_the_app_order():
    for model in apps.get_models():
        for field in model._meta.get_fields():
            target = field.related_model if field.concrete and field.is_relation else None
            pair = (model._meta.app_label, target._meta.app_label) if target else None
            if pair and set(pair) <= set(ORDER):
                assert ORDER.index(pair[1]) <= ORDER.index(pair[0]), f"{model}.{field.name}"


@pytest.mark.long
def test_entry_points_never_touch_the_orm():
    entries = [
        path for path in SOURCES if ENTRY_POINTS & {*path.relative_to(ROOT).parts, path.stem}
    ]
    assert entries
    found = [
        f"{name_of(path)}:{node.lineno}: ask a selector or a service"
        for path in entries
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and node.attr == "objects"
    ]
    assert found == []


@pytest.mark.long
def test_only_the_owner_queries_its_models():
    """Another app's model may be named (types, foreign keys) but not queried."""
    demo = ROOT / "livecompliance" / "demo"  # plays the part of whoever sets a tenant up
    sources = [path for path in SOURCES if not path.is_relative_to(demo)]
    assert [fault for path in sources for fault in foreign_queries(path)] == []


def foreign_queries(path) -> list[str]:
    owner = path.relative_to(ROOT).parts[0]
    foreign = {
        alias.asname or alias.name
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith(".models")
        for alias in node.names
        if node.module.split(".")[0] in ORDER and node.module.split(".")[0] != owner
    }
    return [
        f"{name_of(path)}:{node.lineno}: ask the app of {node.value.id} instead"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and node.attr == "objects"
        if isinstance(node.value, ast.Name) and node.value.id in foreign
    ]


def lines_of(path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_modules_stay_small():
    assert [name_of(path) for path in SOURCES if lines_of(path) > LIMIT] == []
    assert [name_of(path) for path in TESTS if lines_of(path) > TEST_LIMIT] == []


@pytest.mark.long
def test_modules_say_what_they_are_for():
    named = [path for path in SOURCES if path.stem != "__init__"]
    assert [name_of(path) for path in named if not ast.get_docstring(tree_of(path))] == []


def test_every_cited_clause_exists():
    cited = [
        (name_of(path), clause_id.strip())
        for path in SOURCES
        for line in re.findall(r"^\s*Law: (.+)$", path.read_text(encoding="utf-8"), flags=re.M)
        for clause_id in line.split(",")
    ]
    assert cited
    assert [pair for pair in cited if pair[1] not in law.register()] == []


def test_every_enqueued_task_is_registered():
    pattern = re.compile(r'(?:enqueue_on_commit|nudge)\(\s*"([^"]+)"')
    names = {name for path in SOURCES for name in pattern.findall(path.read_text(encoding="utf-8"))}
    assert names
    for name in names:
        assert name in current_app.tasks, f"no task is called {name}"


def test_every_scheduled_task_is_registered(settings):
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        assert entry["task"] in current_app.tasks


def test_models_are_never_fetched_by_name_outside_migrations():
    for path in SOURCES:
        assert "apps.get_model(" not in path.read_text(encoding="utf-8"), path


def test_no_app_speaks_to_the_clock_behind_the_clocks_back():
    banned = re.compile(r"timezone\.now\(|datetime\.now\(|date\.today\(|time\.time\(")
    allowed = {"livecompliance/kernel/clock.py"}
    for path in SOURCES:
        if name_of(path) not in allowed:
            assert not banned.search(path.read_text(encoding="utf-8")), path


def test_the_driver_is_the_one_the_mission_names():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    base = (ROOT / "requirements" / "base.in").read_text(encoding="utf-8")

    assert "psycopg2-binary" in base
    assert project["tool"]["mypy"]["strict"] is True
