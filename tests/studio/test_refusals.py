"""Rules that do not parse, loop or cost too much are refused by name, at their place."""

import time

import pytest
from django.db import transaction

from livecompliance.kernel.tenancy import acting
from moderation.engine import Engine, RoomState
from moderation.engine.lexicon import from_packs
from moderation.engine.source import PackSource, RuleSource, Then
from studio import services
from studio.models import Version
from tests.proof import browser
from tests.studio.conftest import body, write

pytestmark = pytest.mark.django_db
BAD = {
    "empty": " ",
    "syntax": 'hit("F-MED") &&',
    "name": "scor > 0.5",
    "types": "score > 1",
    "family": 'hit("F-NONE")',
    "window": 'count("F-MED", 99999) > 1',
    "days": 'past("F-MED", 400) > 1',
    "loop": "[1, 2].exists(x, x > 0)",
    "no_condition": "score",
    "pattern": 'text.matches("(")',
    "pattern_computed": "text.matches(text)",
    "pattern_long": f'text.matches("{"a" * 300}")',
    "hidden": 'text == "a\u202eb"',
    "quoting": 'text == r"a"',
    "too_deep": "(" * 30 + "true" + ")" * 30,
    "too_costly": " || ".join(["score > 0.5"] * 61),
    "too_long": "true || " * 260 + "true",
}


@pytest.mark.parametrize("code", BAD)
def test_a_rule_that_cannot_hold_is_refused_by_name_at_its_place(lin, code):
    with pytest.raises(services.RuleFaulty) as refused:
        write(lin, when=BAD[code])
    first = refused.value.extra["faults"][0]
    assert (first["field"], first["code"]) == ("when", code)
    assert first["line"] >= 1
    with acting(lin), transaction.atomic():
        assert not Version.objects.exists()


@pytest.mark.parametrize("code", BAD)
def test_the_page_and_the_api_say_the_same_of_it(lin, code):
    fields = {name: value for name, value in body().items() if name not in ("when", "label")}
    given = fields | {"when": BAD[code], "family": "F-MED", "name": "坏的"}
    web = browser(lin)
    answer = web.post("/api/v1/studio/rules", given, content_type="application/json")
    assert answer.status_code == 422
    if answer.json()["code"] == "rule_faulty":  # not: the field itself is refused
        assert answer.json()["faults"][0]["code"] == code
    checked = web.post("/api/v1/studio/check", {"when": BAD[code]}, content_type="application/json")
    if checked.status_code == 200:
        assert checked.json()["faults"][0]["code"] == code
        assert checked.json()["faults"][0]["message"]
    typed = {"mode": "text", "when": BAD[code], "lines": "你好", "label": "F-MED"}
    page = web.post("/studio/preview", typed).content.decode()
    assert "可以运行" not in page


def test_the_dearest_rule_that_is_allowed_judges_the_longest_line_in_a_moment():
    pattern = "(a|aa|aaa)*(b|bb)*(c|cc)*d$"
    parts = [f'text.matches("{pattern}{number}")' for number in range(19)]
    pack = PackSource(
        pack="p",
        rules=[RuleSource(id=f"T-{n}@1", when=" || ".join(parts), then=Then(score=0.5))
               for n in range(20)],
    )  # fmt: skip
    engine = Engine(from_packs([pack]))
    line = {"id": 1, "type": "speech", "text": "a" * 2_500 + "b" * 2_500, "at": 1}
    engine.inspect([line], RoomState())
    began = time.process_time()
    engine.inspect([line], RoomState())
    assert time.process_time() - began < 2.0


def test_a_rule_that_divides_by_nothing_asks_for_a_person_and_stops_nobody(lin):
    with acting(lin):
        seen = services.lines_preview(
            actor=lin, body=body("orders / viewers > 1 && text.contains('茶')"), text="茶\n水"
        )
    assert [one.is_caught for one in seen.lines] == [False, False]
    first = seen.lines[0]
    assert (bool(first.error), first.suggestion) == (True, "review")
