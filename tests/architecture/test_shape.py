"""The shape of the code base, checked like any other behaviour."""

import ast
import re
import tomllib
from pathlib import Path

import pytest
from celery import current_app
from django.apps import apps

from livecompliance.kernel import law

ROOT = Path(__file__).resolve().parents[2]
ORDER = ["ledger", "accounts", "office", "rooms", "catalog"]
ORDER += ["moderation", "complaints", "tax", "oversight"]
ENTRY_POINTS = {"api", "views", "consumers", "tasks", "admin"}
SOURCES = [
    path
    for app in [*ORDER, "livecompliance"]
    for path in sorted((ROOT / app).rglob("*.py"))
    if "migrations" not in path.parts
]
TESTS = sorted((ROOT / "tests").rglob("*.py"))
LIMIT, TEST_LIMIT = 400, 500


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_foreign_keys_point_down_the_app_order():
    for model in apps.get_models():
        for field in model._meta.get_fields():
            target = field.related_model if field.concrete and field.is_relation else None
            pair = (model._meta.app_label, target._meta.app_label) if target else None
            if pair and set(pair) <= set(ORDER):
                assert ORDER.index(pair[1]) <= ORDER.index(pair[0]), f"{model}.{field.name}"


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_entry_points_never_touch_the_orm(path):
    if ENTRY_POINTS & {*path.relative_to(ROOT).parts, path.stem}:
        names = {node.attr for node in ast.walk(tree_of(path)) if isinstance(node, ast.Attribute)}
        assert "objects" not in names, f"{path}: ask a selector or a service"


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_only_the_owner_queries_its_models(path):
    """Another app's model may be named (types, foreign keys) but not queried."""
    owner = path.relative_to(ROOT).parts[0]
    if path.is_relative_to(ROOT / "livecompliance" / "demo"):
        return  # the demo plays the part of whoever sets a tenant up
    foreign = {
        alias.asname or alias.name
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith(".models")
        for alias in node.names
        if node.module.split(".")[0] in ORDER and node.module.split(".")[0] != owner
    }
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Attribute) and node.attr == "objects":
            name = node.value.id if isinstance(node.value, ast.Name) else None
            assert name not in foreign, f"{path}:{node.lineno}: ask {name}'s app instead"


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_modules_stay_small_and_say_what_they_are_for(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LIMIT
    if path.stem != "__init__":
        assert ast.get_docstring(tree_of(path)), f"{path} does not say what it is for"


@pytest.mark.parametrize("path", TESTS, ids=name_of)
def test_test_modules_stay_small(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= TEST_LIMIT


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_every_cited_clause_exists(path):
    for cited in re.findall(r"^\s*Law: (.+)$", path.read_text(encoding="utf-8"), flags=re.M):
        for clause_id in cited.split(","):
            assert clause_id.strip() in law.register(), f"{path}: {clause_id}"


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
