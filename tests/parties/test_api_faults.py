"""Every kind of document with every fault: the right code, in words, without the number."""

from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from livecompliance.kernel import clock
from livecompliance.kernel.tenancy import acting
from parties.models import Document, Party
from tests.parties.calls import caller, person
from tests.parties.numbers import resident, uscc

pytestmark = [pytest.mark.django_db, pytest.mark.long]
GOOD = resident(date(1990, 3, 4))
BORN, LATE = {"born_on": "1990-01-01"}, {"valid_until": "2026-11-28"}
# Every form that a number can have: its kind, one that is right, and what is given beside it.
FORMS: dict[str, tuple[str, str, dict[str, str]]] = {
    "resident": ("resident_id", GOOD, {}),
    "hk_mo_residence": ("hk_mo_tw_permit", resident(date(1990, 3, 4), area="810000"), {}),
    "tw_residence": ("hk_mo_tw_permit", resident(date(1990, 3, 4), area="830000"), {}),
    "hk_mo_travel": ("hk_mo_tw_permit", "H12345678", BORN),
    "tw_travel": ("hk_mo_tw_permit", "12345678", BORN),
    "foreign_2023": ("foreign_permanent", resident(date(1985, 1, 2), area="931156"), {}),
    "foreign_2017": ("foreign_permanent", "GBR110101850102", BORN),
    "passport": ("passport", "E12345678", BORN),
    "uscc": ("uscc", uscc(), {}),
}
WANTED = ("length", "alphabet", "check_digit", "impossible_date", "future_birth", "under_age",
          "expired", "duplicate")  # fmt: skip
# What a form has not: no check character, no date in the number (then it is given beside it), or
# no birth at all.
HAS_NOT = {
    *((form, "check_digit") for form in ("hk_mo_travel", "tw_travel", "foreign_2017", "passport")),
    *(("uscc", fault) for fault in ("impossible_date", "future_birth", "under_age")),
}
DATED = ("resident", "hk_mo_residence", "tw_residence", "foreign_2023")
AREAS = {"resident": "110101", "hk_mo_residence": "810000", "tw_residence": "830000",
         "foreign_2023": "931156"}  # fmt: skip
BIRTHS = {
    "impossible_date": "1990-02-30",
    "future_birth": "2027-01-01",
    "under_age": "2012-01-01",
}
SHORT = {"hk_mo_travel": "H1234", "tw_travel": "1234567", "foreign_2017": "GBR11", "passport": "E1"}
ODD = {"hk_mo_travel": "H1234567Q", "tw_travel": "1234567!", "foreign_2017": "GBR1101018501Q2",
       "passport": "E1234567$"}  # fmt: skip


def off(number: str) -> str:
    """Return a number with another check character."""
    return number[:-1] + ("0" if number[-1] != "0" else "1")


def changed(number: str, at: int, letter: str) -> str:
    return number[:at] + letter + number[at + 1 :]


def wrong(form: str, fault: str) -> tuple[str, dict[str, str]]:
    """Return a number of a form with one fault, and what is given beside it."""
    _kind, number, beside = FORMS[form]
    if fault == "length":
        return SHORT.get(form, number[:-1]), beside
    if fault == "alphabet":
        return ODD.get(form, changed(number, 4, "I")), beside
    if fault == "check_digit":
        return off(number), beside
    if fault == "expired":
        return number, beside | LATE
    if form not in DATED:
        return number, {"born_on": BIRTHS[fault]}
    if fault == "impossible_date":
        return changed(changed(number, 10, "0"), 11, "2")[:12] + "30" + number[14:], beside
    return resident(date.fromisoformat(BIRTHS[fault]), area=AREAS[form]), beside


def code_of(form: str, fault: str) -> str:
    """Return the code in the API: a date given beside the number is no fault of the number."""
    if fault == "under_age":
        return "under_age"
    return "invalid" if fault == "impossible_date" and form not in DATED else "document_faulty"


SINGLE = [
    (form, fault)
    for form in FORMS
    for fault in WANTED
    if fault != "duplicate" and (form, fault) not in HAS_NOT
]


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


def body_of(form: str, number: str, beside: dict[str, str], **fields) -> dict:
    kind = FORMS[form][0]
    organised = {"kind": "company", "roles": ["operator"]} if kind == "uscc" else {}
    return person(**organised | fields, document={"kind": kind, "number": number} | beside)


def test_every_form_is_asked_for_every_fault_that_it_can_have():
    asked = {*SINGLE, *((form, "duplicate") for form in FORMS)}

    assert asked | HAS_NOT == {(form, fault) for form in FORMS for fault in WANTED}
    assert not asked & HAS_NOT
    assert {kind for kind, _number, _beside in FORMS.values()} == set(Document.Kind.values)


@pytest.mark.law("M-real-identity", "M-age")
@pytest.mark.parametrize(("form", "fault"), SINGLE, ids="-".join)
def test_a_document_with_a_fault_is_refused_in_words_and_nothing_is_kept(
    call, lin, caplog, form, fault
):
    number, beside = wrong(form, fault)
    code = code_of(form, fault)
    caplog.set_level("DEBUG")

    answers = [
        call("post", "parties", body_of(form, number, beside), lang=lang)
        for lang in ("zh-hans", "en")
    ]

    for answer in answers:
        said = answer.json()
        assert said["code"] == code, said
        assert answer.status_code == (403 if code == "under_age" else 422)
        assert code != "document_faulty" or fault in said["faults"]
        assert number not in answer.content.decode()
    chinese, english = (answer.json()["detail"] for answer in answers)
    assert not chinese.isascii()
    assert english.isascii(), english
    assert number not in caplog.text
    assert "林小满" not in caplog.text
    assert kept(lin) == (0, 0)


@pytest.mark.law("M-real-identity")
@pytest.mark.parametrize("form", FORMS)
def test_a_document_of_somebody_else_is_refused_and_it_is_not_said_whose(call, form):
    _kind, number, beside = FORMS[form]
    first = call("post", "parties", body_of(form, number, beside)).json()

    for lang in ("zh-hans", "en"):
        body = body_of(form, number, beside, public_name="另一个")
        answer = call("post", "parties", body, lang=lang)
        assert answer.status_code == 409
        assert answer.json()["code"] == "document_taken"
        assert first["id"] not in answer.content.decode()
        assert number not in answer.content.decode()
        assert answer.json()["detail"].isascii() == (lang == "en")


@pytest.mark.parametrize("form", ["hk_mo_travel", "tw_travel", "foreign_2017", "passport"])
def test_a_number_without_a_birth_is_not_taken_without_one(call, lin, form):
    answer = call("post", "parties", body_of(form, FORMS[form][1], {}))

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert kept(lin) == (0, 0)


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_an_empty_number_is_refused(call, lang):
    answer = call("post", "parties", body_of("resident", "", {}), lang=lang)

    assert (answer.status_code, answer.json()["code"]) == (422, "document_faulty")
    assert answer.json()["faults"] == ["empty"]


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
