"""Who has never brought a table in begins with one that is right, and sends it with the form."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from livecompliance.kernel import clock
from livecompliance.kernel.tenancy import acting
from office.models import Job
from office.services import tables
from tax import selectors
from tax.services import bring
from tests import builders
from tests.attack.conftest import signed_in
from tests.studio.packs import carry, content_of
from tests.tax import world

pytestmark = pytest.mark.django_db
EMPLOYEE = world.SONG | {"external_id": "u0002", "is_employee": True}


def sent(desk, what, content, name="表.csv"):
    file = SimpleUploadedFile(name, content, content_type="text/csv")
    return desk.post("/tax/bring", {"what": what, "sent": file})


def worked(actor):
    with acting(actor):
        return carry(actor, Job.objects.of(actor).latest("id"), bring.run)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_tables_to_begin_with_are_taken_as_they_stand(lin, language):
    desk = signed_in(lin, headers={"Accept-Language": language})
    with world.on(2026, 11, 8):
        world.payees(lin, EMPLOYEE)
        for what, rows in (("payees", 2), ("payments", 2), ("deductions", 1)):
            answer = desk.get(f"/tax/templates/{what}")
            assert answer["Content-Type"] == "text/csv"
            assert sent(desk, what, b"".join(answer.streaming_content)).status_code == 302
            done = worked(lin)
            why = content_of(lin, done["file"]).decode() if done.get("file") else ""
            assert (done["added"], done["faulty"]) == (rows, 0), why


def test_a_template_has_the_columns_of_the_readers_language_and_nothing_else_is_one(lin):
    with world.on(2026, 11, 8):
        chinese = b"".join(signed_in(lin).get("/tax/templates/payments").streaming_content)
        desk = signed_in(lin, headers={"Accept-Language": "en"})
        english = b"".join(desk.get("/tax/templates/payments").streaming_content)
    heads = [next(tables.read_rows(io.BytesIO(one), "csv")).values for one in (chinese, english)]
    assert (list(heads[0])[:3], list(heads[1])[:3]) == (
        ["编号", "收款人", "收入类型"], ["external_id", "payee", "kind"],
    )  # fmt: skip
    assert desk.get("/tax/templates/secrets").status_code == 404


def test_a_file_of_the_form_that_is_no_table_or_none_is_refused_in_words(lin):
    desk = signed_in(lin)
    for files in ({"sent": SimpleUploadedFile("a.csv", b"MZ\x00\x01" * 90)}, {}):
        answer = desk.post("/tax/bring", {"what": "payees"} | files, follow=True)
        assert answer.status_code == 200
        assert "toast" in answer.content.decode() or "error" in answer.content.decode()
    with acting(lin), transaction.atomic():
        assert not Job.objects.of(lin).exists()


def test_what_came_of_an_import_stands_on_the_page_with_the_rows_that_were_not_taken(lin):
    desk = signed_in(lin)
    bad = "编号,类型,姓名或名称,证件号码\nU-9,自然人,王示例,123\n".encode()
    sent(desk, "payees", bad)
    worked(lin)
    with acting(lin), transaction.atomic():
        Job.objects.of(lin).update(ended_at=clock.now())
    shown = desk.get("/tax").content.decode()
    assert "共 1 行：新增 0，变更 0，没有变化 0，未导入 1" in shown
    assert "未导入的行" in shown
    part = shown[shown.index("没有导入的行") :]
    assert "证件号码有误，请核对" in part[: part.index("</table>")]
    assert "王示例" not in shown  # nobody is named for a fault in his row
    with acting(lin), transaction.atomic():
        assert not selectors.payee_list(lin).exists()


def test_who_only_sees_takes_a_template_and_brings_nothing(harbour):
    auditor = signed_in(builders.person(harbour, "audit", "audit_admin"))
    assert auditor.get("/tax/templates/payees").status_code == 200
    assert sent(auditor, "payees", b"a,b\n1,2\n").status_code == 403
