"""What a regulator sees of filings: exactly these columns, and nothing behind them."""

import re
from datetime import date

import pytest
from django.db import transaction

from accounts import services as accounts
from accounts.models import Membership
from filings.models import Filing, IdentityReport
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from tests import builders
from tests.attack.conftest import signed_in
from tests.filings.conftest import approved, soon
from tests.filings.test_filings import register

pytestmark = pytest.mark.django_db(databases=["default", "regulator"], transaction=True)
COLUMNS = [
    *("平台", "种类", "证号或备案号", "有效期", "状态"),
    *("平台", "对象", "情形", "状态", "提交"),
    *("平台", "名称", "种类", "状态", "上线"),
]


def regulator(*supervised):
    """A visitor of an authority to whom some platforms are granted, in his browser."""
    visitor = builders.person(builders.tenant("authority"), "visitor")
    with acting(system_actor(next(iter(visitor.tenant_ids)))), transaction.atomic():
        Membership.objects.filter(user_id=visitor.user_id).update(is_active=False)
    for owner in supervised:
        with acting(system_actor(owner.pk)):
            accounts.regulator_grant(actor=system_actor(owner.pk), user_id=visitor.user_id)
    return signed_in(visitor, raise_request_exception=False)


@pytest.mark.long
def test_a_regulator_reads_the_register_and_none_of_its_workings(harbour, elsewhere, lin, mei):
    held = register(lin, valid_until=soon(400))
    register(lin, "culture", state=Filing.State.PREPARING, valid_until=None)
    register(builders.person(elsewhere, "x", "officer"), "icp", number="别家-1", valid_until=None)
    approved(lin, mei)
    browser = regulator(harbour)

    page = browser.get("/filings").content.decode()

    columns = re.findall(r'<th scope="col">([^<]+)</th>', page)
    assert columns in (COLUMNS, COLUMNS[:5], [*COLUMNS[:5], *COLUMNS[10:]])
    assert held.number in page
    for hidden in ("别家-1", "负责人", "files", '<form method="post" action="/filings'):
        assert hidden not in page, hidden
    for person in (lin, mei):
        assert str(person.user_id) not in page


@pytest.mark.long
def test_a_regulator_opens_nothing_behind_it_and_changes_nothing(harbour, lin):
    held = register(lin, valid_until=soon(400))
    browser = regulator(harbour)

    for path in (f"/filings/{held.pk}", "/filings/assessments", "/filings/technologies",
                 "/filings/identity", "/filings/staff", "/filings/standards", "/filings/impacts",
                 "/filings/leaks", "/filings/new"):  # fmt: skip
        assert browser.get(path).status_code in (403, 404), path
    assert browser.post(f"/filings/{held.pk}/change", {}).status_code in (403, 404)


def test_who_supervises_two_platforms_reads_which_is_whose(harbour, elsewhere, lin):
    register(lin, valid_until=soon(400))
    register(builders.person(elsewhere, "x", "officer"), number="别家-1", valid_until=soon(9))

    page = regulator(harbour, elsewhere).get("/filings").content.decode()

    assert "别家-1" in page
    assert page.count("Harbour") >= 1


@pytest.mark.law("O117-identity-report")
def test_a_regulator_reads_which_identities_were_reported_when_and_no_line_of_them(harbour, lin):
    day = date(2026, 7, 20)
    given = {"kind": "market", "ends_on": date(2026, 6, 30), "opens_on": date(2026, 7, 1),
             "due_on": date(2026, 7, 31), "receipt": "SJ-77",
             "counts": {"marketers": {"rows": 4, "lacking": 1}}}  # fmt: skip
    with acting(lin), transaction.atomic():
        for begins, state, on in ((date(2026, 1, 1), "submitted", day), (soon(1), "made", None)):
            IdentityReport.objects.create(
                tenant_id=lin.tenant_id,
                begins_on=begins,
                state=state,
                submitted_on=on,
                authority="浙江省市场监督管理局",
                **given,
            )

    page = regulator(harbour).get("/filings").content.decode()

    assert "身份信息半年报送" in page
    assert page.count("浙江省市场监督管理局") == 1
    for hidden in ("SJ-77", "资料不全", f"{soon(1)}"):
        assert hidden not in page, hidden
