"""Whatever can be put into the outbox is described to integrators, down to its fields."""

import ast
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from drf_spectacular.generators import SchemaGenerator

pytestmark = pytest.mark.long  # every file is read, and every address described
ROOT = Path(__file__).resolve().parents[2]
NO_APPS = {".venv", "node_modules", "tests", "tools", "docs"}
Sent = tuple[Path, ast.FunctionDef, ast.Call]


@cache
def trees() -> dict[Path, ast.Module]:
    """Return the parsed files of the product."""
    files = [path for path in sorted(ROOT.glob("*/**/*.py")) if is_ours(path.relative_to(ROOT))]
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in files}


def is_ours(path: Path) -> bool:
    return path.parts[0] not in NO_APPS and not any(part.startswith(".") for part in path.parts)


@cache
def calls() -> dict[str, list[Sent]]:
    """Return every call of every function, with its file and the function around it."""
    found: dict[str, list[Sent]] = defaultdict(list)
    for path, tree in trees().items():
        for around in ast.walk(tree):
            if isinstance(around, ast.FunctionDef):
                for one in ast.walk(around):
                    if isinstance(one, ast.Call):
                        found[name_of(one)].append((path, around, one))
    return found


@cache
def schema() -> dict:
    return SchemaGenerator(api_version="v1").get_schema(request=None, public=True)


def name_of(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def constants(path: Path, around: ast.FunctionDef, said: ast.expr) -> set[str]:
    """Return what an expression may be: itself, a constant of its module, or what callers give."""
    if isinstance(said, ast.Constant):
        return {str(said.value)}
    assert isinstance(said, ast.Name), f"{path}: {ast.unparse(said)} is no topic that can be read"
    for one in trees()[path].body:
        if isinstance(one, ast.Assign) and said.id in {getattr(to, "id", "") for to in one.targets}:
            return constants(path, around, one.value)
    arguments = [one.arg for one in around.args.args]
    place, found = arguments.index(said.id), set()
    app = path.relative_to(ROOT).parts[0]  # another app's function of that name is another one
    for where, outer, call in calls()[around.name]:
        if where.relative_to(ROOT).parts[0] != app:
            continue
        named = {one.arg: one.value for one in call.keywords}
        given = named.get(said.id) or call.args[place]
        found |= constants(where, outer, given)
    return found


@cache
def sent() -> dict[str, ast.Call]:
    """Return every topic that code puts into the outbox, with the call that does."""
    found = {}
    for path, around, call in calls()["message_add"]:
        topic = next(one.value for one in call.keywords if one.arg == "topic")
        found |= dict.fromkeys(constants(path, around, topic), call)
    return found


def body_of(topic: str) -> dict:
    content = schema()["webhooks"][topic]["post"]["requestBody"]["content"]
    return resolved(content["application/json"]["schema"])


def resolved(reference: dict) -> dict:
    return schema()["components"]["schemas"][reference["$ref"].rpartition("/")[2]]


@pytest.mark.long
def test_every_topic_that_can_leave_is_in_the_document_and_no_other():
    assert set(sent()) == set(schema()["webhooks"])
    assert {"decision.decided", "measure.withdrawn", "session.unadmitted"} <= set(sent())


def test_a_topic_is_described_in_words_and_its_message_names_it():
    for topic in sent():
        operation, body = schema()["webhooks"][topic]["post"], body_of(topic)
        kind = body["properties"]["type"]
        names = resolved(kind)["enum"] if "$ref" in kind else kind.get("enum", [kind.get("const")])

        assert len(operation["description"]) >= 10, topic
        assert topic in names
        assert set(body["required"]) == {"type", "timestamp", "data"}, topic


def test_what_is_sent_has_the_fields_that_the_document_promises():
    """Of messages that are written out where they are sent."""
    seen = 0
    for topic, call in sent().items():
        payload = next(one.value for one in call.keywords if one.arg == "payload")
        if isinstance(payload, ast.Dict):
            keys, seen = {ast.literal_eval(one) for one in payload.keys}, seen + 1
            assert keys == set(resolved(body_of(topic)["properties"]["data"])["properties"]), topic

    assert seen
