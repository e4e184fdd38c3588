"""What a regulator sees of a party: exactly these headings, and nothing that was sealed."""

import re
from datetime import date

import pytest
from django.db import transaction

from accounts import services as accounts
from accounts.models import Membership
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from parties import services
from parties.services import Given, Newcomer, Particulars
from tests import builders
from tests.attack.conftest import signed_in
from tests.parties.numbers import resident

NUMBER = resident(date(2009, 7, 1))
HEADINGS = ["能否开播", "许可与证书", "最近没有通过的准入检查", "经过", "身份资料",
            "依身份承担的义务", "合作关系",
            "直播间与场次", "身份核验"]  # fmt: skip
FACTS = ["职业或职务", "电子商务法上的身份", "登记"]


@pytest.mark.long
@pytest.mark.django_db(databases=["default", "regulator"], transaction=True)
def test_a_regulator_sees_who_is_registered_and_nothing_sealed_nor_whether_he_is_a_child(
    harbour, lin
):
    words = Particulars(name="林小满", mobile="13800001234", address="杭州市滨江区某路 1 号")
    who = Newcomer("natural", ["marketer"], "小满", words, Given("resident_id", NUMBER))
    with acting(lin), transaction.atomic():
        party = services.party_register(actor=lin, who=who)
    visitor = builders.person(builders.tenant("authority"), "visitor")
    with acting(system_actor(next(iter(visitor.tenant_ids)))), transaction.atomic():
        Membership.objects.filter(user_id=visitor.user_id).update(is_active=False)
    with acting(system_actor(harbour.pk)):
        accounts.regulator_grant(actor=system_actor(harbour.pk), user_id=visitor.user_id)
    browser = signed_in(visitor, raise_request_exception=False)

    shown = browser.get(f"/people/{party.pk}").content.decode()

    assert re.findall(r'head"><h2 id="[\w-]+-title">([^<]+)</h2>', shown) == HEADINGS
    facts = re.findall(r'class="fact"><span class="muted">([^<]+)</span>', shown)
    assert facts == FACTS
    for hidden in ("林**", "138****", "杭州市", NUMBER[:3] + "**", "masked__eye", "未成年"):
        assert hidden not in shown
    listed = browser.get("/people")
    assert "小*" in listed.content.decode()
    assert browser.post("/people/find", {"wanted": "林小满"}).status_code == 403
    assert browser.post("/people/export", {}).status_code == 403
