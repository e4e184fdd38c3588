"""What is published of the API says in words what each call does, and how it can be refused."""

import inspect
import re
import sys

import pytest
from django.urls import resolve
from drf_spectacular.generators import SchemaGenerator

from livecompliance.kernel.exceptions import DomainError

PROBLEM = "application/problem+json"
SCHEMA = SchemaGenerator(api_version="v1").get_schema(request=None, public=True)
OPERATIONS = {
    one["operationId"]: (path, method, one)
    for path, methods in SCHEMA["paths"].items()
    for method, one in methods.items()
}
TAGS = {one["name"] for one in SCHEMA["tags"]}
CALL = re.compile(r"\b(services|tickets|selectors)\.(\w+)\(")


def codes_of(operation: dict) -> dict[str, set[str]]:
    """Return the codes that an operation names for each status."""
    return {
        status: set(re.findall(r"`(\w+)`", one["description"]))
        for status, one in operation["responses"].items()
    }


def expected(operation: dict) -> set[str]:
    """Return the statuses that follow from what an operation takes."""
    given = {one["in"] for one in operation.get("parameters", [])}
    found = {"400", "401", "403", "429", "default"}
    found |= {"404"} if "path" in given else set()
    found |= {"422"} if "query" in given else set()
    found |= {"413", "415", "422"} if "requestBody" in operation else set()
    return found | ({"409"} if "header" in given else set())


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_says_in_words_what_it_does_and_where_it_belongs(name):
    operation = OPERATIONS[name][2]

    assert len(operation.get("summary", "")) >= 2, f"{name} has no summary"
    assert operation["description"][0] not in "/ ", "the address is said already"
    assert set(operation["tags"]) <= TAGS
    assert len(operation["tags"]) == 1


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_names_every_refusal_that_follows_from_what_it_takes(name):
    operation = OPERATIONS[name][2]
    refusals = {
        status: one for status, one in operation["responses"].items() if not status.startswith("2")
    }

    assert expected(operation) <= set(refusals), f"{name} does not say how it can be refused"
    for status, one in refusals.items():
        assert list(one["content"]) == [PROBLEM], f"{name} {status}"
        assert one["content"][PROBLEM]["schema"]["$ref"].endswith("/Problem")
        assert status == "default" or codes_of(operation)[status], f"{name} {status} has no code"
    assert "Retry-After" in refusals["429"]["headers"]


def refusals_of(app: str, parent: type[DomainError] = DomainError) -> dict[str, type[DomainError]]:
    """Return by name what an app's services may raise: its own refusals and the kernel's."""
    found = {}
    for one in parent.__subclasses__():
        is_ours = one.__module__.startswith((f"{app}.", "livecompliance.kernel."))
        found |= refusals_of(app, one) | ({one.__name__: one} if is_ours else {})
    return found


def raised_by(path: str, method: str) -> dict[str, type[DomainError] | None]:
    """Return the refusals that the services behind a view promise in their docstrings."""
    view = resolve(re.sub(r"{\w+}", "01a202cf-e16e-722f-b4d7-3ea956400389", path)).func.cls
    text = inspect.getsource(getattr(view, "lane", getattr(view, method)))
    module = sys.modules[view.__module__]
    found = {}
    for package, name in CALL.findall(text):
        call = getattr(getattr(module, package), name)
        said = (inspect.getdoc(call) or "").partition("Raises:\n")[2].partition("\n\n")[0]
        for names in re.findall(r"^ +([\w, ]+):", said, flags=re.MULTILINE):
            for one in names.split(", "):
                found[one] = refusals_of(call.__module__.split(".")[0]).get(one)
    return {name: one for name, one in found.items() if name != "DomainError"}


@pytest.mark.parametrize("name", OPERATIONS)
def test_what_a_service_may_refuse_stands_in_the_document(name):
    path, method, operation = OPERATIONS[name]
    published = codes_of(operation)

    for word, refusal in raised_by(path, method).items():
        assert refusal is not None, f"{name}: {word} is no exception of its service"
        said = published.get(str(int(refusal.status)), set())
        assert refusal.code in said, f"{name} does not publish {word}"


@pytest.mark.long
def test_the_services_behind_the_views_are_found():
    found = {word for path, method, _ in OPERATIONS.values() for word in raised_by(path, method)}

    assert {"NotFound", "Forbidden", "RoomExists", "SessionOver", "Behind", "TooLate"} <= found
