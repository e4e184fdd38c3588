"""A complaint in a browser: filed by the public, with scripts and without; answered; contested."""

import io
import os
import re

import pytest
from django.db import transaction
from PIL import Image
from playwright.sync_api import expect

from accounts import selectors as accounts
from complaints import services
from complaints.models import Attachment, Complaint
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from tests import builders
from tests.e2e.test_accessible import NARROW, WIDE, violations

pytestmark = pytest.mark.browser
STATEMENT = "主播说茶叶能降血压，我母亲信了，把药停了。"


@pytest.fixture
def officer(site):
    tenant = builders.tenant("harbour", name="海港直播")
    return builders.person(tenant, "lin", "officer")


@pytest.fixture
def visit(officer, site, browser):
    """Open windows for visitors who were never here."""
    opened = []

    def window(viewport, **options):
        context = browser.new_context(base_url=site.url, viewport=viewport, **options)
        opened.append(context)
        found = context.new_page()
        found.on(
            "console", lambda said: site.heard.append(said.text) if said.type == "error" else None
        )
        return found

    yield window
    for context in opened:
        assert context.cookies() == []
        context.close()


def picture(page, name: str) -> None:
    """Keep a picture where somebody wants to look at it."""
    folder = os.environ.get("LC_SHOTS")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def only(officer) -> Complaint:
    with acting(system_actor(officer.tenant_id)), transaction.atomic():
        assert accounts.tenant_get(officer)
        return Complaint.objects.get()


def photo() -> bytes:
    made = io.BytesIO()
    Image.effect_noise((2600, 2000), 90).convert("RGB").save(made, "JPEG", quality=95)
    return made.getvalue()


def test_a_complaint_is_filed_on_a_telephone_answered_and_contested(visit, officer):
    page = visit(NARROW)
    page.goto("/p/harbour/complaint")
    assert violations(page) == []
    picture(page, "form-narrow")
    page.get_by_label("直播营销行为").check()
    page.get_by_label("发生了什么").fill(STATEMENT)
    page.get_by_role("button", name="提交投诉").click()
    expect(page.get_by_role("heading", name="请记下编号和查询码")).to_be_visible()
    assert violations(page) == []
    picture(page, "receipt-narrow")
    number, code = page.locator("dd.complain__code").all_inner_texts()
    assert number not in page.url

    row = only(officer)
    with acting(officer):
        said = services.Answer("unfounded", "核对了录像，主播没有这样说。")
        services.complaint_answer(actor=officer, complaint_id=row.pk, answer=said)

    page.goto("/p/harbour/complaint")
    page.get_by_label("投诉编号").fill(number.lower())
    page.get_by_label("查询码").fill(code)
    page.get_by_role("button", name="查询投诉").click()
    expect(page.get_by_text("核对了录像，主播没有这样说。")).to_be_visible()
    assert violations(page) == []
    picture(page, "follow-narrow")
    page.get_by_label("上传材料").set_input_files(
        {"name": "小票.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    page.get_by_role("button", name="上传", exact=True).click()
    expect(page.get_by_text("附件已收到。")).to_be_visible()
    with acting(system_actor(officer.tenant_id)), transaction.atomic():
        assert Attachment.objects.get().kind == "image/jpeg"
    page.get_by_label("为什么要求重新处理").fill("第 32 分钟说的，请再看。")
    page.get_by_role("button", name="要求重新处理", exact=True).click()
    expect(page.get_by_text("平台将重新处理。")).to_be_visible()


def test_it_works_without_scripts_for_whoever_takes_his_time(visit, officer, site):
    page = visit(WIDE, java_script_enabled=False)
    page.goto("/p/harbour/complaint?lang=en")
    picture(page, "form-wide")
    page.get_by_label("Illegal content").check()
    page.get_by_label("What happened").fill("Links to gambling are posted in the chat.")
    page.get_by_role("button", name="File a complaint").click()
    expect(page.get_by_role("alert")).to_contain_text("send it in some seconds")
    expect(page.get_by_label("What happened")).to_have_value(re.compile("gambling"))
    site.heard.clear()
