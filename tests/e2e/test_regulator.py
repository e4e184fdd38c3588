"""An authority in a browser: finds a room, takes evidence, checks it offline, writes nothing."""

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from ledger import selectors as ledger
from ledger.models import Entry
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from moderation.models import Finding
from office import services as office
from oversight import services as evidence
from portal.models import Look
from portal.selectors.words import PAGES
from rooms import services as rooms
from rooms.models import Room
from tests import builders
from tests.architecture.test_realm import WITNESSED, changed, prints
from tests.e2e.conftest import PASSWORD, _be_quiet
from tests.e2e.test_accessible import violations
from tests.portal.conftest import PROVINCE, grant, visitor
from tests.portal.test_pages import lying
from tests.rooms.conftest import body_of, line

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(databases=["default", "regulator", "owner"], transaction=True),
]
SAID = "这款茶喝了就能降血压"
# What the browser itself would send from the page: its cookies, its token, its origin.
POSTED = """async ([path, given]) => {
  const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  const answer = await fetch(path, {
    method: "POST", body: new URLSearchParams(given), redirect: "manual",
    headers: {"X-CSRFToken": token},
  });
  return answer.status;
}"""
SEEN = ["platforms", "duties", "rooms", "rooms", "room", "package"]


@pytest.fixture
def harbour(site):
    return builders.tenant("harbour", name="海港直播")


@pytest.fixture
def lin(harbour):
    return builders.person(harbour, "lin", "officer", "audit_admin", password=PASSWORD)


@pytest.fixture
def tea(harbour, lin):
    """A broadcast that is over, in which something was found."""
    room = lying(harbour, "阿春家的养生茶专场", "330106")
    lying(harbour, "上海的丝巾专场", "310115")
    session = builders.session(lin, room)
    system = system_actor(harbour.pk)
    with acting(system):
        body = body_of(line(1), line(2, SAID, type="speech"))
        rooms.segment_accept(actor=system, session_id=session.pk, body=body)
    builders.finding(session, at=clock.now())
    builders.end(session)
    return session


@pytest.fixture
def chen(harbour):
    """Somebody of the province's authority, who may look at its part of the platform."""
    user = visitor("gov:chen", PROVINCE)
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    grant(harbour, user, region="33")
    return user


@pytest.fixture
def package(harbour, lin, tea, chen):
    """The package that the officer had made for the authority, by the job that makes them."""
    wish = evidence.Wish(
        "session", tea.pk, "authority", "", "浙网监函 118 号", "", chen.authority_id
    )
    system = system_actor(harbour.pk)
    with acting(lin):
        row = evidence.package_order(actor=lin, wish=wish)
    with acting(system):
        assert office.job_run(actor=system, job_id=row.job_id) == "done"
    return row


@pytest.fixture
def page(site, browser, chen):
    context = browser.new_context(base_url=site.url, locale="zh-CN", reduced_motion="reduce")
    opened = context.new_page()
    kinds = ("error", "warning")
    opened.on("console", lambda said: site.heard.append(said.text) if said.type in kinds else None)
    opened.on("pageerror", lambda error: site.heard.append(str(error)))
    yield opened
    context.close()


def come_in(page: Page) -> None:
    page.goto("/portal/sign-in")
    page.get_by_label("登录名").fill("gov:chen")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/portal/harbour/duties")


def find_room(page: Page) -> None:
    page.get_by_role("navigation", name="主导航", exact=True).get_by_role(
        "link", name="直播间", exact=True
    ).click()
    expect(page.locator("h1")).to_have_text("直播间")
    expect(page.get_by_text("上海的丝巾专场")).to_have_count(0)
    page.get_by_role("searchbox").fill("养生茶")
    page.get_by_role("button", name="查找", exact=True).click()
    page.get_by_role("link", name="阿春家的养生茶专场").click()
    expect(page.locator("h1")).to_have_text("阿春家的养生茶专场")


def take(page: Page, folder: Path) -> Path:
    """Download the package that lies ready for the room."""
    evidence_here = page.get_by_role("region", name="证据包")
    with page.expect_download() as coming:
        evidence_here.get_by_role("button", name="下载").click()
    path = folder / "package.zip"
    coming.value.save_as(path)
    return path


def checked_offline(package: Path) -> str:
    """Run the package's own program on it: no network, no module of ours, an empty directory."""
    with zipfile.ZipFile(package) as archive:
        name = next(one for one in archive.namelist() if one.endswith("verify.py"))
        package.with_name("verify.py").write_bytes(archive.read(name))
    command = [sys.executable, "-I", "verify.py", package.name]
    alone = shutil.which("unshare")
    if alone and subprocess.run([alone, "-rn", "true"], check=False).returncode == 0:
        command = [alone, "-rn", *command]
    found = subprocess.run(
        command, cwd=package.parent, env={}, capture_output=True, text=True, check=False
    )
    assert found.stderr == ""
    return found.stdout


def attempted(page: Page, path: str, **given: str) -> int:
    status: int = page.evaluate(POSTED, [path, given])
    return status


def looks_of(owner) -> list[Look]:
    with acting(system_actor(owner.pk)), transaction.atomic():
        return list(Look.objects.order_by("id"))


def told_of(owner) -> list[str]:
    with acting(system_actor(owner.pk)), transaction.atomic():
        rows = Entry.objects.filter(action="portal.look_written").order_by("id")
        return [ledger.data_of(one)["page"] for one in rows]


@pytest.mark.law("M-cooperate")
def test_he_finds_a_room_takes_its_evidence_and_checks_it_without_us(
    harbour, package, page, tmp_path, sign_in
):
    come_in(page)
    find_room(page)
    found = page.get_by_role("region", name="发现")
    expect(found.get_by_role("listitem")).to_have_count(1)
    assert violations(page) == []
    path = take(page, tmp_path)

    said = checked_offline(path)
    assert said.startswith("HOLDS")
    assert str(package.pk) in said
    assert "1 segments with 2 events" in said

    page.get_by_role("link", name="核验证据包").first.click()
    page.locator("[data-file]").set_input_files(path)
    expect(page.locator("[data-word]")).to_have_text("核验通过")
    expect(page.locator("[data-of=package]")).to_have_text(str(package.pk))

    [taken] = [one for one in looks_of(harbour) if one.page == "package"]
    assert taken.ref == str(package.pk)
    seen = [one.page for one in looks_of(harbour)]
    assert seen == SEEN
    assert told_of(harbour) == SEEN
    own = sign_in("harbour:lin", at="/oversight/looks").get_by_role("region", name="查看记录")
    expect(own.get_by_role("rowheader")).to_have_count(len(SEEN))
    for name in set(SEEN):
        expect(own.get_by_role("cell", name=re.compile(f"^{PAGES[name]}")).first).to_be_visible()


def test_a_byte_that_was_changed_is_named_offline_and_on_the_page(
    site, harbour, package, page, tmp_path
):
    come_in(page)
    find_room(page)
    path = take(page, tmp_path)
    whole = bytearray(path.read_bytes())
    place = whole.index(b"findings.json") + len(b"findings.json") + 20
    whole[place] ^= 1
    path.write_bytes(whole)

    said = checked_offline(path)
    assert said.startswith("DOES NOT HOLD")
    page.goto("/portal/verify")
    page.locator("[data-file]").set_input_files(path)
    expect(page.locator("[data-word]")).to_have_text("核验不通过")


def test_he_writes_nothing_from_his_page_by_an_address_of_officers(
    site, harbour, lin, tea, package, page
):
    come_in(page)
    find_room(page)
    _be_quiet()
    before = prints()
    with acting(system_actor(harbour.pk)), transaction.atomic():
        finding = Finding.objects.get().pk
    attempts = [
        ("/evidence/order", {"about": "session", "ref": str(tea.pk), "recipient": "court",
                             "name": "x", "reason": "来函"}),
        (f"/evidence/{package.pk}/cancel", {}),
        (f"/findings/{finding}/dismiss", {"reason": "不成立"}),
        (f"/rooms/{tea.room_id}/measures", {"kind": "suspend", "reason": "x"}),
        ("/inspections/enter", {"kind": "routine", "title": "某事", "asked": "某事某事"}),
        ("/oversight/grants/give", {"login": "gov:chen", "matters": "conduct"}),
    ]  # fmt: skip
    answers = [attempted(page, path, **given) for path, given in attempts]
    _be_quiet()
    assert answers == [403] * len(attempts)
    assert changed(before) <= WITNESSED
    assert len(site.heard) == len(attempts)  # the browser says so of each refusal, and no more
    site.heard.clear()
    with acting(system_actor(harbour.pk)), transaction.atomic():
        assert Room.objects.filter(title="阿春家的养生茶专场").count() == 1
