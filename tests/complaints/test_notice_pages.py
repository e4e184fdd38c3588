"""Notices on pages: handed in by anybody, answered by the operator, published to everybody."""

import re

import pytest
from django.db import transaction
from django.test import Client

from livecompliance.kernel.tenancy import acting
from office.models import Letter
from tests.complaints import notices
from tests.complaints.conftest import do
from tests.complaints.notices import clocks_follow, declared, notice_of, noticed, shop, taken
from tests.complaints.test_public import PATH, follow, form, only, receipt, text
from tests.moderation.api.test_measures_api import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.long, pytest.mark.usefixtures("fresh")]
NOTICE = {
    "act": "notice",
    "kind": "property",
    "statement": notices.INFRINGED,
    "right": "trademark",
    "capacity": "holder",
    "wanted": ["unlink", "stop"],
    "proof": notices.PARTICULARS.proof,
    "evidence": notices.PARTICULARS.evidence,
    "name": "周小禾",
    "phone": "13800001234",
}
FORM = f"{PATH}?form=notice"


def test_the_form_says_the_process_every_term_and_the_law(guest):
    shown = text(guest.get(FORM))

    for said in ("24 小时", "15 天", "加倍承担赔偿责任", "第四十三条", "法定期限"):
        assert said in shown
    english = text(guest.get(FORM + "&lang=en"))
    assert "15 days" in english
    assert not re.search("[\u4e00-\u9fff]", re.sub(r'中文|lang="zh-Hans">.*?</p>', "", english))


def test_a_notice_is_handed_in_followed_sued_upon_and_taken_back(guest, harbour, lin):
    qing = shop(harbour, lin)
    held = receipt(guest.post(FORM, form(guest, FORM, **NOTICE)))
    row = only(harbour)
    do_take(lin, row, qing)
    declared(qing.operator, of(row))
    shown = text(follow(guest, held))

    assert notices.DECLARED["text"] in shown
    assert notice_of(row).state == "waiting"  # he has seen it
    assert "措施继续" in text(follow(guest, held, "sue", where="杭州互联网法院 17 号"))
    said = {"proof": "注册证第 00000002 号。", "evidence": "补充公证书。"}
    assert "已更正通知" in text(follow(guest, held, "amend", **said))
    assert "措施已终止" in text(follow(guest, held, "unnotice"))
    assert notice_of(row).end == "withdrawn"


def do_take(lin, row, qing):
    return taken(lin, of(row), qing.offer)


class of:  # noqa: N801 (stands for what was filed)
    """A complaint as the builders of notices take it."""

    def __init__(self, row):
        self.complaint = row


def test_what_is_missing_in_a_notice_is_said_and_the_rest_kept(guest):
    refused = guest.post(FORM, form(guest, FORM, **NOTICE | {"evidence": ""}))

    assert refused.status_code == 422
    assert 'href="#c-evidence"' in text(refused)
    assert notices.PARTICULARS.proof in text(refused)
    assert re.search(r'value="unlink" checked', text(refused))


def test_the_general_form_leads_to_the_notice_with_what_was_typed(guest):
    asked = guest.post(PATH, form(guest, kind="property", name="周小禾"))

    assert asked.status_code == 422
    assert 'name="proof"' in text(asked)
    assert "周小禾" in text(asked)


def test_the_register_names_goods_days_and_results_and_nobody(guest, harbour, lin, passer, later):
    qing = shop(harbour, lin)
    filed = noticed(passer)
    taken(lin, filed, qing.offer)
    shown = text(guest.get("/p/harbour/notices"))

    assert qing.offer.product.title in shown
    assert "商标权" in shown
    for hidden_words in ("周小禾", "13800001234", notices.INFRINGED, filed.receipt.number, "Qing"):
        assert hidden_words not in shown
    assert "还没有收到" in text(guest.get("/p/harbour/notices?from=50"))
    assert guest.get("/p/harbour/notices?from=x").status_code == 200


def test_an_operator_reads_his_notice_and_declares_once(harbour, lin, passer):
    qing, filed = shop(harbour, lin), noticed(passer)
    taken(lin, filed, qing.offer)
    browser = signed_in(qing.operator)
    path = f"/ip-notices/{filed.complaint.pk}"
    assert path in text(browser.get("/ip-notices"))
    shown = text(browser.get(path))
    assert notices.PARTICULARS.evidence in shown
    assert "13800001234" not in shown
    assert notice_of(filed.complaint).seen_at is not None
    short = browser.post(f"{path}/declare", {"text": "没有", "evidence": "授权书在此。"})
    assert short.status_code == 422
    assert "授权书在此。" in text(short)
    browser.post(f"{path}/declare", notices.DECLARED)

    assert notice_of(filed.complaint).state == "declared"


def test_an_officer_takes_records_delivery_and_reads_how_it_ended(harbour, lin, passer, later):
    qing, filed = shop(harbour, lin), noticed(passer)
    browser = signed_in(lin)
    path = f"/complaints/{filed.complaint.pk}/notice"
    found = text(browser.get(f"{path}?q={qing.offer.product.external_id}"))
    assert str(qing.offer.pk) in found
    assert browser.post(f"{path}/take", {}).status_code == 422
    browser.post(f"{path}/take", {"offer": str(qing.offer.pk)})
    browser.post(f"{path}/declare", notices.DECLARED | {"channel": "mail"})
    browser.post(f"{path}/arrive", {"channel": "phone"})
    assert notice_of(filed.complaint).state == "waiting"
    later(days=17)
    clocks_follow(filed.complaint)

    shown = text(browser.get(path))
    assert "十五日内没有收到权利人已投诉或起诉的通知" in shown
    assert filed.complaint.number not in text(Client().get("/p/harbour/notices"))
    assert "等待期满" in shown


def test_news_is_mailed_to_who_agreed_without_a_word_of_it_until_he_takes_it_back(
    guest, harbour, lin
):
    held = receipt(
        guest.post(PATH, form(guest, kind="conduct", email="zhou@people.example", mail="yes"))
    )
    row = only(harbour)
    do("complaint_reply", lin, complaint_id=row.pk, text="正在核查，请稍候。")
    assert mails(lin) == 1
    assert "不再发邮件" in text(follow(guest, held, "mail"))
    do("complaint_reply", lin, complaint_id=row.pk, text="还在核查。")

    assert mails(lin) == 1


def mails(officer):
    with acting(officer), transaction.atomic():
        found = list(Letter.objects.filter(topic="complaint_news"))
    assert not any(b"people.example" in bytes(one.address_sealed or b"") for one in found)
    return len(found)


def test_an_officer_takes_a_cover_down_and_notes_that_the_platform_did(harbour, lin, passer):
    qing = shop(harbour, lin)
    filed = noticed(passer)
    page = f"/complaints/{filed.complaint.pk}/notice"
    browser = signed_in(lin)
    refused = browser.post(f"{page}/take", {"target": "session", "room": qing.room.title})
    taken_down = browser.post(f"{page}/take", {"target": "cover", "room": qing.room.title})

    assert refused.status_code == 422
    assert f'value="{qing.room.title}"' in text(refused)
    assert taken_down.status_code == 302
    shown = text(browser.get(page))
    assert "等平台执行" in shown
    measure = re.search(r'name="measure" value="([^"]+)"', shown)[1]
    browser.post(f"{page}/done", {"measure": measure})
    assert "等平台执行" not in text(browser.get(page))
    assert "封面和标题" in text(signed_in(qing.operator).get(f"/ip-notices/{filed.complaint.pk}"))
