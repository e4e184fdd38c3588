"""Every kind of complaint is taken by the page and by a program, under the terms that are shown."""

import pytest

from complaints.rules import terms as rules
from complaints.selectors import words
from livecompliance.kernel import clock
from tests.complaints.conftest import FILING, NOTICE, clocks
from tests.complaints.test_api import asking
from tests.complaints.test_public import PATH, form, hidden, only, receipt, text

pytestmark = [pytest.mark.django_db, pytest.mark.long, pytest.mark.usefixtures("fresh")]
SAID = {"name": "周小禾", "phone": "13800001234", "happened_at": "2026-11-01T20:00"}
PROMISED = rules.shipped()


def timed_as_promised(row, kind: str) -> bool:
    """Tell whether the three terms run that the page promises for this kind."""
    found = clocks(row)
    spans = {name: PROMISED.kinds[kind].span(name) for name in rules.FROM_FILING}
    assert set(found) == set(spans)
    return all(
        (found[name].policy["amount"], found[name].policy["unit"]) == (one.amount, one.unit)
        for name, one in spans.items()
    )


@pytest.mark.law("M-complaints")
@pytest.mark.parametrize("kind", [one for one in rules.KINDS if one != rules.PROPERTY])
def test_each_kind_is_filed_on_the_page_and_gives_a_receipt(guest, harbour, kind):
    held = receipt(guest.post(PATH, form(guest, kind=kind, **SAID)))

    row = only(harbour)
    assert (row.kind, row.channel) == (kind, "web")
    assert timed_as_promised(row, kind)
    shown = text(guest.post(PATH, {"act": "follow"} | held))
    assert str(words.KINDS[kind]) in shown


def test_a_notice_of_infringement_is_filed_on_its_own_form(guest, harbour):
    path = f"{PATH}?form=notice"
    given = {name: value for name, value in NOTICE.items() if name != "wanted"}
    asked = form(guest, path=path, **given) | {"act": "notice", "kind": "property"}
    receipt(guest.post(path, asked | {"wanted": ["remove"]}))

    assert timed_as_promised(only(harbour), "property")


@pytest.mark.law("M-complaints")
@pytest.mark.parametrize("kind", rules.KINDS)
def test_each_kind_is_filed_by_a_program_and_followed_with_its_receipt(harbour, kind):
    ask = asking(harbour, "complaints.read", "complaints.write")
    given = FILING | SAID | {"about": kind, "happened_at": "2026-11-01T20:00:00+08:00"}
    made = ask("post", "", given)

    assert made.status_code == 201, made.content
    row = only(harbour)
    assert (row.kind, row.channel) == (kind, "api")
    assert timed_as_promised(row, kind)
    held = {"number": made.json()["number"], "code": made.json()["code"]}
    assert ask("post", "/follow", held).json()["stage"] == "received"


@pytest.mark.parametrize("act", ["say", "attach", "reopen", "withdraw", "close", "evidence"])
def test_a_receipt_does_nothing_to_anothers_complaint(guest, harbour, act):
    """A stranger who holds a receipt of his own, and knows another's number."""
    first = receipt(guest.post(PATH, form(guest)))
    own = receipt(guest.post(PATH, form(guest, statement="另一件完全不同的事情。")))
    mixed = {"receipt": first["receipt"], "code": own["code"], "act": act, "text": "我撤回。"}

    refused = guest.post(PATH, mixed)
    assert refused.status_code == 404
    assert first["code"] not in text(refused)
    shown = text(guest.post(PATH, {"act": "follow"} | first))
    assert "已收到" in shown
    assert "我撤回" not in shown
    assert hidden(shown, "pass")


def test_what_was_withdrawn_is_answered_by_nobody_until_it_is_opened_again(guest, harbour, lin):
    ask = asking(harbour, "complaints.read", "complaints.write")
    held = receipt(guest.post(PATH, form(guest)))
    row = only(harbour)
    guest.post(PATH, {"act": "withdraw"} | held)

    late = ask("post", f"/{row.pk}/answer", {"finding": "upheld", "text": "核实属实。"})
    assert (late.status_code, late.json()["code"]) == (409, "not_now")
    assert {one.state for one in clocks(row).values()} == {"closed"}
    again = guest.post(PATH, {"act": "say", "text": "还有一句。"} | held)
    assert again.status_code == 409
    assert "还有一句。" in text(again)
    assert clock.now() >= only(harbour).ended_at
