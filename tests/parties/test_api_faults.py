"""Every kind of document with every fault: the right code, in words, without the number."""

from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from livecompliance.kernel import clock
from livecompliance.kernel.tenancy import acting
from parties.models import Document, Party
from tests.parties.calls import caller, person
from tests.parties.numbers import resident, uscc

pytestmark = pytest.mark.django_db
GOOD = resident(date(1990, 3, 4))
FOREIGN = resident(date(1985, 1, 2), area="931156")
CODE = uscc()


def off(number: str) -> str:
    """Return a number with another check character."""
    return number[:-1] + ("0" if number[-1] != "0" else "1")


def changed(number: str, at: int, letter: str) -> str:
    return number[:at] + letter + number[at + 1 :]


# kind, number, code, fault, more of the document
FAULTS = [
    ("resident_id", "", "document_faulty", "empty", {}),
    ("resident_id", GOOD[:-1], "document_faulty", "length", {}),
    ("resident_id", changed(GOOD, 4, "Q"), "document_faulty", "alphabet", {}),
    ("resident_id", off(GOOD), "document_faulty", "check_digit", {}),
    ("resident_id", "110101199002300015", "document_faulty", "impossible_date", {}),
    ("resident_id", resident(date(2027, 1, 1)), "document_faulty", "future_birth", {}),
    ("resident_id", resident(date(2012, 1, 1)), "under_age", "", {}),
    ("resident_id", GOOD, "document_faulty", "expired", {"valid_until": "2026-11-28"}),
    ("foreign_permanent", FOREIGN[:-1], "document_faulty", "length", {}),
    ("foreign_permanent", changed(FOREIGN, 4, "Q"), "document_faulty", "alphabet", {}),
    ("foreign_permanent", off(FOREIGN), "document_faulty", "check_digit", {}),
    ("foreign_permanent", "931156199002300015", "document_faulty", "impossible_date", {}),
    (
        "foreign_permanent", resident(date(2027, 1, 1), area="931156"),
        "document_faulty", "future_birth", {},
    ),
    ("foreign_permanent", resident(date(2012, 1, 1), area="931156"), "under_age", "", {}),
    ("foreign_permanent", FOREIGN, "document_faulty", "expired", {"valid_until": "2026-11-28"}),
    ("hk_mo_tw_permit", "H1234", "document_faulty", "length", {"born_on": "1990-01-01"}),
    ("hk_mo_tw_permit", "H1234567Q", "document_faulty", "alphabet", {"born_on": "1990-01-01"}),
    ("hk_mo_tw_permit", "H12345678", "document_faulty", "future_birth", {"born_on": "2027-01-01"}),
    ("hk_mo_tw_permit", "H12345678", "under_age", "", {"born_on": "2012-01-01"}),
    ("hk_mo_tw_permit", "H12345678", "invalid", "", {}),
    (
        "hk_mo_tw_permit", "H12345678", "document_faulty", "expired",
        {"born_on": "1990-01-01", "valid_until": "2026-11-28"},
    ),
    ("passport", "E1", "document_faulty", "length", {"born_on": "1990-01-01"}),
    ("passport", "E1234567$", "document_faulty", "alphabet", {"born_on": "1990-01-01"}),
    ("passport", "E12345678", "document_faulty", "future_birth", {"born_on": "2027-01-01"}),
    ("passport", "E12345678", "under_age", "", {"born_on": "2012-01-01"}),
    ("passport", "E12345678", "invalid", "", {"born_on": "1990-02-30"}),
    ("passport", "E12345678", "invalid", "", {}),
    (
        "passport", "E12345678", "document_faulty", "expired",
        {"born_on": "1990-01-01", "valid_until": "2026-11-28"},
    ),
    ("uscc", CODE[:-1], "document_faulty", "length", {}),
    ("uscc", changed(CODE, 9, "I"), "document_faulty", "alphabet", {}),
    ("uscc", off(CODE), "document_faulty", "check_digit", {}),
    ("uscc", CODE, "document_faulty", "expired", {"valid_until": "2026-11-28"}),
]  # fmt: skip
NAMED = [f"{kind}-{fault or code}-{n}" for n, (kind, _, code, fault, _) in enumerate(FAULTS)]


@pytest.fixture(autouse=True)
def day(monkeypatch):
    noon = datetime(2026, 11, 29, 4, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: noon)


@pytest.fixture
def call(harbour):
    return caller(harbour)


def kept(actor) -> tuple[int, int]:
    with acting(actor), transaction.atomic():
        return Party.objects.of(actor).count(), Document.objects.of(actor).count()


@pytest.mark.law("M-real-identity", "M-age")
@pytest.mark.parametrize(("kind", "number", "code", "fault", "more"), FAULTS, ids=NAMED)
def test_a_document_with_a_fault_is_refused_in_words_and_nothing_is_kept(
    call, lin, kind, number, code, fault, more
):
    organised = {"kind": "company", "roles": ["operator"]} if kind == "uscc" else {}
    body = person(**organised, document={"kind": kind, "number": number} | more)

    answers = [call("post", "parties", body, lang=lang) for lang in ("zh-hans", "en")]

    for answer in answers:
        said = answer.json()
        assert said["code"] == code
        assert answer.status_code == (403 if code == "under_age" else 422)
        assert not fault or fault in said["faults"]
        assert not number or number not in answer.content.decode()
    chinese, english = (answer.json()["detail"] for answer in answers)
    assert not chinese.isascii()
    assert english.isascii(), english
    assert kept(lin) == (0, 0)


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_a_document_of_somebody_else_is_refused_and_it_is_not_said_whose(call, lang):
    first = call("post", "parties", person(GOOD)).json()

    answer = call("post", "parties", person(GOOD, public_name="另一个"), lang=lang)

    assert answer.status_code == 409
    assert answer.json()["code"] == "document_taken"
    assert first["id"] not in answer.content.decode()
    assert answer.json()["detail"].isascii() == (lang == "en")


def test_an_odd_number_that_can_be_right_is_taken_and_its_oddness_is_told(call):
    paper = {"kind": "resident_id", "number": resident(date(1990, 3, 4), area="110999")}
    made = call("post", "parties", person(document=paper)).json()

    said = call("get", f"parties/{made['id']}/documents", lang="en").json()["documents"][0]

    assert [one["code"] for one in said["warnings"]] == ["area_unknown"]
    assert said["warnings"][0]["message"].isascii()


@pytest.mark.parametrize(
    "body",
    [
        [], {"kind": "natural"}, person(GOOD, roles=[]), person(GOOD, roles=["king"]),
        person(GOOD, name="茶" * 121), person(GOOD, nationality="china"),
        person(GOOD, name="a\u0000b"), person(GOOD, user_id="me"), person(document=[]),
        person(document={"kind": "library_card", "number": "1"}),
        person(GOOD, public_name="13800001234"), person(GOOD, commerce="king"),
    ],
)  # fmt: skip
def test_what_is_no_registration_is_refused_and_nothing_is_kept(call, lin, body):
    answer = call("post", "parties", body)

    assert answer.status_code == 422, answer.content
    assert answer["Content-Type"].startswith("application/problem+json")
    assert kept(lin) == (0, 0)
