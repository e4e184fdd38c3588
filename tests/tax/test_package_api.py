"""A program makes a quarter's package, checks it, takes its files, files it and corrects it."""

import csv
import io
import json

import pytest
from django.db import transaction
from django.test import Client

from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import NotFound
from livecompliance.kernel.tenancy import acting
from office import services as offices
from office.models import Job
from tax import selectors
from tax.services import package, package_out
from tests.architecture.test_api_matrix import key_of
from tests.attack.conftest import signed_in
from tests.studio.packs import carry
from tests.tax import quarters, world
from tests.tax.quarters import QUARTER

pytestmark = [pytest.mark.django_db, pytest.mark.long]
MAY = ["tax.read", "tax.report", "files.read"]
TODAY = "2026-10-09"


class Program:
    """A system of the platform with a key."""

    def __init__(self, tenant, *scopes):
        key = key_of(tenant, f"k{len(scopes)}", scopes=list(scopes))
        self.client = Client(headers={"Authorization": f"Bearer {key}"})
        self.system = system_actor(tenant.pk)

    def get(self, path, status=200):
        answer = self.client.get(f"/api/v1/{path}")
        assert answer.status_code == status, answer.content
        return answer.json() if answer["Content-Type"].endswith("json") else answer

    def post(self, path, body=None, status=200):
        answer = self.client.post(f"/api/v1/{path}", body or {}, content_type="application/json")
        assert answer.status_code == status, answer.content
        return answer.json()

    def made(self, kind=package, path="tax-packages", body=None):
        """Order work on a package, and do it as a worker would; return the package."""
        asked = body if body is not None else {"quarter": f"{QUARTER}"}
        job = self.post(path, asked, 201)
        with acting(self.system):
            carry(self.system, Job.objects.of(self.system).get(pk=job["id"]), kind.run)
        return self.get(f"tax-packages/{job_of(self, job)['result']['package']}")


def job_of(program, job):
    found = program.get(f"tax-jobs/{job['id']}")
    assert found["state"] == "done"
    return found


@pytest.fixture
def program(lin, harbour):
    quarters.arranged(lin)
    with world.on(2026, 10, 8):
        quarters.closed(lin)
    return Program(harbour, *MAY)


def test_a_quarter_is_made_checked_filed_and_corrected_by_a_program(lin, program):
    with world.on(2026, 10, 9):
        world.payees(lin, quarters.SHOP | {"contact": ""})
        one = program.made()
        assert (one["package_state"], one["round"], one["quarter"]) == ("ready", 0, f"{QUARTER}")
        at = f"tax-packages/{one['id']}"
        wrong = program.get(f"{at}/problems?code=gap")["items"]
        assert [(row["external_id"], row["is_left_out"]) for row in wrong] == [("b-1", False)]
        assert "联系方式" in wrong[0]["said"]
        sent = program.post(f"{at}/sent", {"sent_on": TODAY, "channel": "interface"})
        assert (sent["package_state"], sent["channel"]) == ("sent", "interface")
        program.post(f"{at}/sent", {"sent_on": TODAY, "channel": "interface"}, 409)
        program.post(f"{at}/answer", {"verdict": "accepted", "answered_on": TODAY}, 409)
        program.post(f"{at}/receipt", {"receipt": "SW-1"})
        done = program.post(f"{at}/answer", {"verdict": "accepted", "answered_on": TODAY})
        assert (done["package_state"], done["receipt"]) == ("accepted", "SW-1")
        program.post("tax-packages", {"quarter": f"{QUARTER}"}, 409)  # no error was noted
        with acting(lin), transaction.atomic():
            period = selectors.period_find(lin, "quarter", QUARTER)
        flaw = program.post(
            f"tax-periods/{period.pk}/flaws",
            {"found_by": "authority", "found_on": TODAY, "said": "漏报", "is_omission": True,
             "ordered_until_on": "2026-10-20", "order_number": "税责改 7"},
            201,
        )  # fmt: skip
        assert flaw["ordered_until_on"] == "2026-10-20"
        world.payments(lin, quarters.paid("p-9", "b-1", "7", kind="goods", is_correction="是"))
        again = program.made()
        assert again["round"] == 1
        listed = program.get("tax-packages")["items"]
        assert [row["id"] for row in listed] == [again["id"], one["id"]]
        assert program.get("tax-packages?quarter=2026-04-01")["items"] == []
        first = program.get("tax-packages?limit=1")
        assert program.get(f"tax-packages?after={first['next']}")["items"][0]["id"] == one["id"]


def test_files_leave_for_a_reason_and_who_took_which_is_recorded_and_shown(lin, harbour, program):
    other = Program(harbour, *MAY, "tax.write")
    with world.on(2026, 10, 9):
        one = program.made()
        (income,) = [form for form in one["forms"] if form["key"] == "income"]
        file = next(file for file in income["files"] if file["table"] == "csv")
        path = f"tax-packages/{one['id']}/papers/{file['id']}/tickets"
        program.post(path, {}, 422)
        program.post(f"files/{file['id']}/tickets", status=404)  # not without saying why
        ticket = program.post(path, {"reason": "直连报送"}, 201)
        other.post(f"files/{file['id']}/tickets", status=404)  # nor by another key meanwhile
        body = b"".join(program.client.get(ticket["path"]).streaming_content)
        program.get(ticket["path"].removeprefix("/api/v1/"), 404)  # once
        program.post(path.replace(file["id"], one["id"]), {"reason": "直连报送"}, 404)
        page = signed_in(lin).get(f"/tax/quarters/{_quarter(lin)}").content.decode()
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
    assert {row["姓名或名称"] for row in rows} == {"宋小满", "小满百货", "Jane Doe"}
    (taken,) = world.entries(lin, "tax.package_taken")
    assert (taken["reason"], taken["key"], taken["sha256"]) == (
        "直连报送",
        "income",
        file["sha256"],
    )
    assert "直连报送" in page[page.index("谁取出过") :]


def _quarter(actor):
    with acting(actor), transaction.atomic():
        return selectors.period_find(actor, "quarter", QUARTER).pk


def test_excel_is_made_by_a_program_and_its_files_are_listed(program):
    with world.on(2026, 10, 9):
        one = program.made()
        again = program.made(package_out, f"tax-packages/{one['id']}/excel", {})
        program.post(f"tax-packages/{one['id']}/excel", {}, 409)
    tables = {file["table"] for form in again["forms"] for file in form["files"]}
    assert tables == {"csv", "ndjson", "xlsx"}


def test_answers_of_the_api_name_nobody(program):
    with world.on(2026, 10, 9):
        one = program.made()
        told = json.dumps(
            [one, program.get("tax-packages"), program.get(f"tax-packages/{one['id']}/problems")],
            ensure_ascii=False,
        )
    for secret in ("宋小满", world.PERSON, world.SONG["contact"], "Jane Doe", "E12345678"):
        assert secret not in told


def test_a_key_without_the_scope_and_another_tenants_key_do_nothing(
    lin, harbour, outsider, elsewhere, program
):
    with world.on(2026, 10, 9):
        one = program.made()
        at, paper = f"tax-packages/{one['id']}", one["forms"][0]["files"][0]["id"]
        reader = Program(harbour, "tax.read", "tax.write")
        assert reader.get(at)["id"] == one["id"]
        for path, body in (
            ("tax-packages", {"quarter": f"{QUARTER}"}),
            (f"{at}/sent", {"sent_on": TODAY, "channel": "other"}),
            (f"{at}/receipt", {"receipt": "x"}),
            (f"{at}/papers/{paper}/tickets", {"reason": "看看"}),
            (f"{at}/excel", {}),
        ):
            reader.post(path, body, 403)
        stranger = Program(elsewhere, *MAY)
        stranger.get(at, 404)
        stranger.get(f"{at}/problems", 404)
        stranger.post(f"{at}/sent", {"sent_on": TODAY, "channel": "other"}, 404)
        stranger.post(f"{at}/papers/{paper}/tickets", {"reason": "看看"}, 404)
        stranger.post(f"tax-periods/{_quarter(lin)}/flaws",
                      {"found_by": "own", "found_on": TODAY, "said": "x"}, 404)  # fmt: skip
        assert stranger.get("tax-packages")["items"] == []
    with acting(lin), transaction.atomic():
        assert selectors.package_get(lin, one["id"]).state == "ready"
    assert not world.entries(lin, "tax.package_taken")


def test_a_person_takes_no_file_by_the_api(lin, program):
    with world.on(2026, 10, 9):
        one = program.made()
        paper = one["forms"][0]["files"][0]["id"]
        path = f"/api/v1/tax-packages/{one['id']}/papers/{paper}/tickets"
        answer = signed_in(lin).post(path, {"reason": "报送"}, content_type="application/json")
        assert answer.status_code == 403
        with acting(lin), pytest.raises(NotFound), transaction.atomic():
            offices.file_ticket_issue(actor=lin, file_id=paper)


def test_what_cannot_be_is_refused_by_name(lin, program):
    with world.on(2026, 10, 9):
        refused = {
            path: program.post(path, body, status)["code"]
            for path, body, status in (
                ("tax-packages", {"quarter": "2026-10-01"}, 409),
                (f"tax-periods/{_quarter(lin)}/flaws",
                 {"found_by": "own", "found_on": TODAY, "said": "x"}, 409),
            )
        }  # fmt: skip
        program.post("tax-packages", {"quarter": "2026-02-30"}, 422)
        for odd in ("?after=x", "?code=nothing", "?after=1.y", "?after=99999999.x"):
            one = program.made()
            program.get(f"tax-packages/{one['id']}/problems{odd}")
    assert list(refused.values()) == ["quarter_open", "nothing_accepted"]
