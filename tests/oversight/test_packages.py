"""An officer makes a package on a page, takes it, and everybody who may sees that he did."""

import io
import json

import pytest
from django.db import transaction

from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from moderation.models import Finding
from office import services as office
from office.models import Job
from office.services.file import place_of
from oversight import selectors, services
from oversight.models import Package, Taking
from oversight.rules import verify
from oversight.services import packing
from tests import builders
from tests.oversight.test_packing import evening, line, on_air  # noqa: F401
from tests.proof import browser, stepped_up

pytestmark = [pytest.mark.django_db, pytest.mark.long]
FORM = {"recipient": "authority", "name": "海滨市市场监督管理局", "reason": "来函 2026-118 号"}


def wish(session, **fields):
    given = {"about": "session", "ref": session.pk} | FORM | fields
    return services.Wish(**given)


def ordered(actor, session, **fields):
    with acting(actor):
        return services.package_order(actor=actor, wish=wish(session, **fields))


def carried_out(actor, row):
    """Do the package's job, as a worker would."""
    with acting(system_actor(actor.tenant_id)):
        state = office.job_run(actor=system_actor(actor.tenant_id), job_id=row.job_id)
    with acting(actor), transaction.atomic():
        return state, Package.objects.select_related("file", "job").get(pk=row.pk)


def content(actor, row):
    with acting(actor), transaction.atomic():
        return b"".join(place_of(row.file).read(row.file.parts))


def test_a_package_is_made_by_a_job_and_verifies(lin, evening):  # noqa: F811
    state, row = carried_out(lin, ordered(lin, evening))
    assert state == Job.State.DONE
    body = content(lin, row)
    found = verify.verify(io.BytesIO(body), selectors.keys_own())
    assert (found.events, found.recipient, row.events) == (4, "authority", 4)
    assert bytes(row.file.sha256).hex() == row.sha256


def test_a_job_that_was_killed_goes_on_and_makes_the_same_kind_of_package(
    lin,
    tea_session,
    monkeypatch,
):
    monkeypatch.setattr(packing, "FILE_BYTES", 1)  # a member for every segment
    on_air(tea_session, [line(1)], [line(2)], [line(3)])
    row = ordered(lin, tea_session)
    real, seen = packing.Packer._page, []

    def dies(self, session, after, most):
        seen.append(after)
        if len(seen) == 1:
            monkeypatch.setattr(packing, "AT_ONCE", 1)
        if len(seen) == 3:
            raise ConnectionError("killed")
        return real(self, session, after, 1)

    monkeypatch.setattr(packing.Packer, "_page", dies)
    carried_out(lin, row)
    with acting(lin), transaction.atomic():
        job = Job.objects.get(pk=row.job_id)
        kept = job.checkpoint["kept"]
        assert [kept["place"]["after"], len(kept["members"])] == [2, 2]
        Job.objects.filter(pk=job.pk).update(state="waiting", available_at=job.created_at)
    _state, made = carried_out(lin, row)
    found = verify.verify(io.BytesIO(content(lin, made)), selectors.keys_own())
    assert (found.segments, found.events) == (3, 3)
    assert seen == [0, 1, 2, 2]


def test_a_package_that_is_not_wanted_any_more_leaves_nothing(lin, evening):  # noqa: F811
    row = ordered(lin, evening)
    with acting(lin):
        services.package_cancel(actor=lin, package_id=row.pk)
    state, row = carried_out(lin, row)
    assert (state, row.file, row.made_at) == (Job.State.CANCELLED, None, None)


def test_without_a_signing_key_the_job_says_so_and_goes_on_later(lin, evening, settings, tmp_path):  # noqa: F811
    key, settings.SEAL_KEY_FILE = settings.SEAL_KEY_FILE, str(tmp_path / "none.pem")
    state, row = carried_out(lin, ordered(lin, evening))
    assert state == Job.State.FAILED
    assert "签名密钥" in row.job.error
    settings.SEAL_KEY_FILE = key
    with acting(lin):
        services.package_resume(actor=lin, package_id=row.pk)
    assert carried_out(lin, row)[0] == Job.State.DONE


@pytest.mark.parametrize(
    ("field", "value"), [("name", " "), ("reason", "x"), ("recipient", "friend"), ("about", "x")]
)
def test_for_whom_and_why_must_be_said(lin, evening, field, value):  # noqa: F811
    with pytest.raises(Invalid) as refusal:
        ordered(lin, evening, **{field: value})
    assert refusal.value.extra["field"] == field
    with acting(lin), transaction.atomic():
        assert not Job.objects.filter(kind=services.KIND).exists()


def test_only_officers_make_packages_and_of_their_own_tenant(lin, wu, outsider, evening):  # noqa: F811
    with pytest.raises(Forbidden):
        ordered(wu, evening)
    with pytest.raises(NotFound):
        ordered(outsider, evening)
    with acting(lin), transaction.atomic():
        assert not Package.objects.exists()


def test_for_whom_and_why_lie_sealed(lin, evening):  # noqa: F811
    row = ordered(lin, evening)
    assert FORM["name"].encode() not in bytes(row.told_sealed)
    with acting(lin):
        assert selectors.told_of(row) == (FORM["name"], FORM["reason"], "", "")


def test_an_officer_orders_and_takes_after_a_step_up_and_it_is_written_down(lin, evening):  # noqa: F811
    page = stepped_up(lin, "package")
    form = {"about": "session", "ref": str(evening.pk)} | FORM
    answer = page.post("/evidence/order", form)
    with acting(lin), transaction.atomic():
        row = Package.objects.get()
    assert answer.url == f"/evidence/{row.pk}"
    carried_out(lin, row)

    taker = stepped_up(lin, "evidence")
    leaving = taker.post(f"/evidence/{row.pk}/take")
    body = b"".join(taker.get(leaving.url).streaming_content)
    assert verify.verify(io.BytesIO(body), selectors.keys_own()).events == 4
    with acting(lin), transaction.atomic():
        assert [one.by_id for one in Taking.objects.all()] == [lin.user_id]
    shown = taker.get(f"/evidence/{row.pk}").content.decode()
    assert "Lin" in shown
    assert row.pk.hex[-6:] in shown


def test_without_a_step_up_nothing_is_ordered_or_taken(lin, evening):  # noqa: F811
    page = browser(lin)
    answer = page.post("/evidence/order", {"about": "session", "ref": str(evening.pk)} | FORM)
    assert "step-up" in answer.url
    with acting(lin), transaction.atomic():
        assert not Package.objects.exists()


def test_the_list_of_jobs_gives_no_package_away(lin, evening):  # noqa: F811
    _state, row = carried_out(lin, ordered(lin, evening))
    with acting(lin), pytest.raises(NotFound):
        office.file_ticket_issue(actor=lin, file_id=row.file_id)
    assert b"file-take" not in browser(lin).get("/jobs").content


def test_the_auditor_sees_packages_and_takes_none(harbour, lin, evening):  # noqa: F811
    _state, row = carried_out(lin, ordered(lin, evening))
    auditor = builders.person(harbour, "song", "audit_admin")
    page = browser(auditor)
    assert FORM["name"] in page.get("/evidence").content.decode()
    assert "/take" not in page.get(f"/evidence/{row.pk}").content.decode()
    assert page.post(f"/evidence/{row.pk}/take").status_code == 403


def test_any_package_is_checked_where_it_arrives(lin, evening):  # noqa: F811
    _state, row = carried_out(lin, ordered(lin, evening))
    body = content(lin, row)
    page = browser(lin)

    def checked(given):
        answer = page.post("/api/v1/packages/verify", given, content_type="application/zip")
        return json.loads(answer.content)

    good = checked(body)
    assert (good["holds"], good["events"], good["trust"]) == (True, 4, "given")
    bad = checked(body[:-5])
    assert (bad["holds"], bad["code"]) == (False, "cut_short")
    assert bad["zh"]
    assert bad["en"]


def test_the_form_says_what_each_recipient_sees(lin, evening):  # noqa: F811
    shown = browser(lin).get(f"/evidence/new?about=session&ref={evening.pk}").content.decode()
    assert shown.count('name="recipient"') == 4
    assert "4 条事件" in shown


def test_a_finding_a_decision_or_a_person_has_a_package_too(lin, evening):  # noqa: F811
    with acting(lin), transaction.atomic():
        finding = Finding.objects.get()
    with acting(lin):
        row = services.package_order(actor=lin, wish=wish(finding, about="finding"))
    _state, row = carried_out(lin, row)
    assert verify.verify(io.BytesIO(content(lin, row)), selectors.keys_own()).segments == 2


def test_to_another_platform_a_package_is_not_there(lin, outsider, evening):  # noqa: F811
    row = ordered(lin, evening)
    page = stepped_up(outsider, "evidence")
    assert page.get(f"/evidence/{row.pk}").status_code == 404
    assert page.post(f"/evidence/{row.pk}/take").status_code == 404
    assert page.post(f"/evidence/{row.pk}/cancel").status_code == 404
    assert FORM["name"] not in page.get("/evidence").content.decode()
