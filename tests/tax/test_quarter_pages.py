"""The page of a quarter, as an officer and an auditor use it; and who is refused."""

import pytest
from django.db import transaction

from livecompliance.kernel.tenancy import acting
from tax import selectors
from tests import builders, proof
from tests.attack.conftest import signed_in
from tests.tax import quarters, world
from tests.tax.quarters import QUARTER

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def desk(lin):
    quarters.arranged(lin)
    with world.on(2026, 10, 8):
        quarters.closed(lin)
    return signed_in(lin)


def path_of(actor):
    with acting(actor), transaction.atomic():
        return f"/tax/quarters/{selectors.period_find(actor, 'quarter', QUARTER).pk}"


def text(desk, path):
    answer = desk.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def package_of(actor):
    with acting(actor), transaction.atomic():
        return selectors.package_list(actor)[0]


def test_a_quarter_is_filed_on_its_page_and_every_refusal_is_said(lin, desk):
    path = path_of(lin)
    with world.on(2026, 10, 9):
        shown = text(desk, path)
        assert "报送期限 2026-10-31" in shown
        assert "生成报送资料" in shown
        quarters.made(lin)
        shown = text(desk, path)
        assert "表样 2025-15/1" in shown
        assert "165,700.00" in shown
        for secret in ("宋小满", world.PERSON, world.SONG["contact"]):
            assert secret not in shown
        pk = package_of(lin).pk
        steps = f"/tax/packages/{pk}"
        refused = desk.post(f"{steps}/receipt", {"receipt": "SW-1"}, follow=True)
        assert "不能这样处理" in refused.content.decode()
        desk.post(f"{steps}/send", {"channel": "bureau", "sent_on": "2026-10-09"})
        desk.post(f"{steps}/receipt", {"receipt": "SW-1"})
        desk.post(f"{steps}/answer", {"verdict": "accepted", "answered_on": "2026-10-09"})
        assert package_of(lin).state == "accepted"
        assert "SW-1" in text(desk, path)
        desk.post(f"{path}/flaw", {"source": "own", "found_on": "2026-10-09", "said": "漏报"})
        assert "期限 2026-11-08" in text(desk, path)
        assert "生成更正" in text(desk, path)
    with world.on(2026, 11, 10):
        assert "更正期限已过 2 天，仍须尽快更正" in text(desk, path)
        listed = text(desk, "/tax")
    assert "已接收" in listed
    assert path in listed


def test_what_is_wrong_is_listed_row_by_row_and_filtered(lin, desk):
    with world.on(2026, 10, 9):
        world.payees(lin, quarters.SHOP | {"contact": "", "address": ""})
        quarters.made(lin)
        path = path_of(lin)
        shown = text(desk, path)
        assert "建议补充后重新生成：地址、联系方式" in shown
        only = text(desk, f"{path}?code=month_unfiled")
        assert "建议补充后重新生成" not in only
        assert "2026-07 的扣缴还没有记录申报" in only
        for odd in ("?code=nothing", "?after=x", "?after=1.y", "?code=gap&after=9.x"):
            text(desk, path + odd)


def test_a_quarter_asks_for_more_time_and_for_the_platforms_own_facts(lin, desk):
    path = path_of(lin)
    with world.on(2026, 10, 9):
        desk.post(f"{path}/extension", {"wanted_on": "2026-11-20", "said": "台风"})
        assert "申请延至 2026-11-20" in text(desk, path)
        desk.post(f"{path}/extended", {"verdict": "granted", "until_on": "2026-11-15",
                                       "notice": "延 3"})  # fmt: skip
        assert "延期至 2026-11-15" in text(desk, path)
        given = quarters.BASICS | {"entities": f"{world.CODE} 云上文化传媒有限公司"}
        quarter_id = path.rpartition("/")[2]
        desk.post("/tax/basics", given | {"site_name": "海港优选", "quarter": quarter_id})
        assert "海港优选" in text(desk, path)
        bad = desk.post("/tax/basics", given | {"platform_code": "123"}, follow=True)
        assert "统一社会信用代码有误" in bad.content.decode()


def test_a_file_is_taken_only_after_a_step_up(lin, desk):
    with world.on(2026, 10, 9):
        quarters.made(lin)
    one = package_of(lin)
    path = f"/tax/packages/{one.pk}/papers/{one.forms[0]['files'][0]['id']}"
    asked = desk.post(path)
    assert asked.status_code == 302
    assert "step-up" in asked["Location"]
    taken = proof.stepped_up(lin, "unmask").post(path, follow=True)
    assert "attachment" in taken["Content-Disposition"]
    assert len(world.entries(lin, "tax.package_taken")) == 1


def test_an_auditor_sees_a_quarter_without_buttons_and_others_see_none(
    lin, desk, harbour, outsider
):
    with world.on(2026, 10, 9):
        quarters.made(lin)
        path = path_of(lin)
        auditor = signed_in(builders.person(harbour, "audit", "audit_admin"))
        shown = text(auditor, path)
        assert "/send" not in shown
        assert "/papers/" not in shown
        assert auditor.post(f"{path}/make").status_code == 403
        stranger = signed_in(outsider)
        assert stranger.get(path).status_code == 404
        assert stranger.post(f"/tax/packages/{package_of(lin).pk}/receipt").status_code == 404
