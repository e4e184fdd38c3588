"""Whatever can be put into the outbox is described to integrators, down to its fields."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from drf_spectacular.generators import SchemaGenerator

ROOT = Path(__file__).resolve().parents[2]
NO_APPS = {".venv", "node_modules", "tests", "tools", "docs"}
TREES = {
    path: ast.parse(path.read_text(encoding="utf-8"))
    for path in sorted(ROOT.glob("*/**/*.py"))
    if path.relative_to(ROOT).parts[0] not in NO_APPS
    and not any(part.startswith(".") for part in path.relative_to(ROOT).parts)
}
SCHEMA = SchemaGenerator(api_version="v1").get_schema(request=None, public=True)
Sent = tuple[Path, ast.FunctionDef, ast.Call]


def name_of(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def calls_of(name: str) -> Iterator[Sent]:
    """Return every call of a function, with its file and the function around it."""
    for path, tree in TREES.items():
        for around in ast.walk(tree):
            if isinstance(around, ast.FunctionDef):
                for one in ast.walk(around):
                    if isinstance(one, ast.Call) and name_of(one) == name:
                        yield path, around, one


def constants(path: Path, around: ast.FunctionDef, said: ast.expr) -> set[str]:
    """Return what an expression may be: itself, a constant of its module, or what callers give."""
    if isinstance(said, ast.Constant):
        return {str(said.value)}
    assert isinstance(said, ast.Name), f"{path}: {ast.unparse(said)} is no topic that can be read"
    for one in TREES[path].body:
        if isinstance(one, ast.Assign) and said.id in {getattr(to, "id", "") for to in one.targets}:
            return constants(path, around, one.value)
    arguments = [one.arg for one in around.args.args]
    place, found = arguments.index(said.id), set()
    app = path.relative_to(ROOT).parts[0]  # another app's function of that name is another one
    for where, outer, call in calls_of(around.name):
        if where.relative_to(ROOT).parts[0] != app:
            continue
        named = {one.arg: one.value for one in call.keywords}
        given = named.get(said.id) or call.args[place]
        found |= constants(where, outer, given)
    return found


def sent() -> dict[str, ast.Call]:
    """Return every topic that code puts into the outbox, with the call that does."""
    found = {}
    for path, around, call in calls_of("message_add"):
        topic = next(one.value for one in call.keywords if one.arg == "topic")
        found |= dict.fromkeys(constants(path, around, topic), call)
    return found


SENT = sent()


def body_of(topic: str) -> dict:
    content = SCHEMA["webhooks"][topic]["post"]["requestBody"]["content"]
    return resolved(content["application/json"]["schema"])


def resolved(schema: dict) -> dict:
    return SCHEMA["components"]["schemas"][schema["$ref"].rpartition("/")[2]]


def test_every_topic_that_can_leave_is_in_the_document_and_no_other():
    assert set(SENT) == set(SCHEMA["webhooks"])
    assert {"decision.decided", "measure.withdrawn", "session.unadmitted"} <= set(SENT)


@pytest.mark.parametrize("topic", sorted(SENT))
def test_a_topic_is_described_in_words_and_its_message_names_it(topic):
    operation, body = SCHEMA["webhooks"][topic]["post"], body_of(topic)
    kind = body["properties"]["type"]
    names = resolved(kind)["enum"] if "$ref" in kind else kind.get("enum", [kind.get("const")])

    assert len(operation["description"]) >= 10
    assert topic in names
    assert set(body["required"]) == {"type", "timestamp", "data"}


def payload_of(call: ast.Call) -> ast.expr:
    return next(one.value for one in call.keywords if one.arg == "payload")


WRITTEN_OUT = sorted(topic for topic in SENT if isinstance(payload_of(SENT[topic]), ast.Dict))


@pytest.mark.parametrize("topic", WRITTEN_OUT)
def test_what_is_sent_has_the_fields_that_the_document_promises(topic):
    keys = {ast.literal_eval(one) for one in payload_of(SENT[topic]).keys}

    assert keys == set(resolved(body_of(topic)["properties"]["data"])["properties"])
