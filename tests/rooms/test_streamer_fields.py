"""What a streamer is given of himself: exactly these fields, on his pages and by the API."""

import re
from datetime import date

import pytest

from livecompliance.kernel.tenancy import acting
from parties.models import Party
from parties.rules.consents import TEXTS
from tests.parties import people
from tests.rooms.test_me import FORM, browser

pytestmark = pytest.mark.django_db
OTHER = "旁人甲"


@pytest.fixture
def mine(harbour, chun) -> Party:
    """A streamer who registered, was verified, agreed to all and asked for his data."""
    people.sandbox(harbour)
    other = people.party(harbour, "marketer", name=OTHER, public_name=OTHER, mobile="13900005678")
    people.verify(other)
    phone = browser(chun)
    phone.post("/me/register", FORM | {"number": people.resident_id(date(1990, 5, 6))})
    phone.post("/me/consents", {"kind": "face", "consent": TEXTS["face"].version})
    with acting(chun):
        found = Party.objects.of(chun).get(user_id=chun.user_id)
    people.verify(found, actor=chun)
    phone.post(
        f"/api/v1/parties/{found.pk}/requests", {"kind": "export"}, content_type="application/json"
    )
    return found


PARTY = {
    "id", "kind", "roles", "external_id", "public_name", "name", "mobile", "address", "occupation",
    "nationality", "commerce", "duties", "is_minor", "state", "state_at", "state_reason",
    "function", "function_at", "function_reason", "created_at",
}  # fmt: skip
LISTS = {
    "documents": {
        "id", "kind", "number", "country", "valid_until", "warnings", "files", "state", "given_at",
        "decided_at",
    },
    "verifications": {
        "id", "party_id", "kind", "provider", "state", "outcome", "started_at", "finished_at",
        "valid_until", "session_id",
    },
    "consents": {
        "id", "party_id", "kind", "relation", "text_version", "text_sha256", "method", "scope",
        "given_at", "expires_at", "revoked_at",
    },
    "requests": {
        "id", "party_id", "kind", "state", "asked_at", "due_at", "ended_at", "reason", "kept",
        "fields_asked",
    },
}  # fmt: skip
EXPORT = {
    "party": {
        "kind", "roles", "public_name", "name", "mobile", "address", "occupation", "nationality",
        "state", "created_at",
    },
    "documents": {"kind", "number", "country", "valid_until", "state", "given_at"},
    "verifications": {"kind", "provider", "state", "outcome", "started_at"},
    "consents": {"kind", "text_version", "given_at", "expires_at", "revoked_at"},
    "requests": {"kind", "state", "asked_at", "ended_at"},
    "account": {
        "login", "roles", "is_active", "created_at", "login_mobile", "mail_address", "language",
    },
}  # fmt: skip
# What other apps say of him; with something in each: tests/parties/test_copy_sections.py.
EMPTY = {"credentials", "ties", "cards", "letters", "files", "agreements", "objections",
         "trainings", "agency", "deductions", "rooms", "broadcasts", "gate", "elements", "places",
         "virtual_hosts", "standings", "figures", "measures", "sanctions", "appeals", "marks",
         "matches", "identity_reports", "amendments", "payees", "payments", "withheld",
         "tax_reminders"}  # fmt: skip
STEPS = ["登记资料", "核验身份", "签署协议", "完成培训", "开通直播营销功能", "公示营业信息"]
PANELS = ["我的直播间", "税务提示", "我的个人信息", "我的同意"]


@pytest.mark.long
def test_the_api_gives_a_streamer_exactly_these_fields_of_himself(mine, chun):
    phone = browser(chun)
    (listed,) = phone.get("/api/v1/parties").json()["parties"]
    assert set(listed) == PARTY
    assert set(phone.get(f"/api/v1/parties/{mine.pk}").json()) == PARTY
    for name, fields in LISTS.items():
        answer = phone.get(f"/api/v1/parties/{mine.pk}/{name}")
        assert set(answer.json()) == {name}
        assert all(set(one) == fields for one in answer.json()[name])
        assert answer.json()[name]
        assert "13800001234" not in answer.content.decode()  # in clear by the export alone
        assert OTHER not in answer.content.decode()


@pytest.mark.long
def test_the_export_gives_him_exactly_what_is_filed_of_him(mine, chun):
    found = browser(chun).get(f"/api/v1/parties/{mine.pk}/export").json()

    assert set(found) == {"exported_at", "kept_by_law", *EMPTY, *EXPORT}
    assert set(found["party"]) == EXPORT["party"]
    for name in EXPORT.keys() - {"party"}:
        assert set(found[name][0]) == EXPORT[name]
    assert OTHER not in str(found)


@pytest.mark.long
def test_his_page_shows_exactly_these_steps_and_panels_and_nothing_sealed(mine, chun):
    page = browser(chun).get("/me").content.decode()

    assert re.findall(r'class="way__title">([^<]+)<', page) == STEPS
    assert re.findall(r'panel__head"><h2[^>]*>([^<]+)</h2>', page) == PANELS
    for sealed in ("13800001234", "滨江区", OTHER, "林小满"):
        assert sealed not in page


@pytest.mark.long
def test_of_others_he_is_given_nothing(harbour, mine, chun):
    other = people.party(harbour, "marketer", public_name=OTHER)
    phone = browser(chun)
    for name in ("", *(f"/{one}" for one in (*LISTS, "credentials", "ties", "export"))):
        assert phone.get(f"/api/v1/parties/{other.pk}{name}").status_code in (403, 404), name
    for page in (f"/people/{other.pk}", "/people", "/people/waiting", "/people/minors"):
        assert phone.get(page).status_code == 403
