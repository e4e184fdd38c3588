"""A file that the other side may see: masked, told, taken, taken back, and on record."""

import io

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from PIL import Image

from complaints import selectors
from complaints.selectors import sharing
from complaints.services import Ask, Share
from complaints.services.keeping import complaints_expire
from ledger.models import Entry
from livecompliance.kernel import limits
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from office import services as office
from office.models import File, Letter
from office.services import pdfs
from tests import builders
from tests.complaints.conftest import ASKED, answer, do, file
from tests.complaints.notices import noticed, shop, taken
from tests.complaints.test_public import PATH, text
from tests.office.test_pdfs import pdf, texts
from tests.proof import browser

pytestmark = [pytest.mark.django_db, pytest.mark.long]
SAYS = "我是周小禾，电话 13800001234，收到的茶叶已经受潮。"
BOX = "0,0,5000,10000"


@pytest.fixture
def filed(passer, harbour, chun, tea_room):
    with acting(system_actor(harbour.pk)), transaction.atomic():
        tea_room.operator_id = builders.party(harbour, user_id=chun.user_id).pk
        tea_room.save(update_fields=["operator"])
    return file(passer, "goods", room_id=tea_room.pk)


@pytest.fixture
def asked(filed, lin):
    return do("referral_make", lin, complaint_id=filed.complaint.pk, ask=Ask(ASKED))


def photo() -> io.BytesIO:
    made = io.BytesIO()
    Image.new("RGB", (100, 60), "white").save(made, "PNG")
    made.seek(0)
    return made


def added(passer, filed, stream=None, name="小票.png"):
    return do("attachment_add", passer, receipt=filed.receipt, stream=stream or photo(), name=name)


def share(officer, one, to="operator", **more):
    return do(
        "file_share", officer, complaint_id=one.complaint_id, attachment_id=one.pk,
        share=Share(to, **more),
    )  # fmt: skip


def opened(actor, found) -> bytes:
    with acting(actor), transaction.atomic():
        return b"".join(found.pieces())


def own(actor, shared) -> bytes:
    return opened(actor, do("shared_take_own", actor, shared_id=shared.pk))


def acts(tenant) -> list[str]:
    with acting(system_actor(tenant.pk)), transaction.atomic():
        found = Entry.objects.filter(action__contains="file_")
        return sorted(found.values_list("action", flat=True))


def test_a_picture_reaches_the_seller_with_boxes_burnt_in(lin, chun, passer, filed, asked):
    made = share(lin, added(passer, filed), boxes=BOX)

    drawn = Image.open(io.BytesIO(own(chun, made))).convert("L")
    assert (drawn.getpixel((10, 30)), drawn.getpixel((90, 30))) == (0, 255)
    assert (made.form, made.boxes) == ("masked", 1)


def test_a_text_loses_what_names_the_complainant_or_anybody(lin, chun, passer, filed, asked):
    one = added(passer, filed, io.BytesIO(SAYS.encode("gb18030")), "说明.txt")
    said = own(chun, share(lin, one)).decode()

    assert "收到的茶叶已经受潮" in said
    assert "周小禾" not in said
    assert "13800001234" not in said


def test_what_was_neither_masked_nor_looked_at_is_shown_to_nobody(lin, passer, filed, asked):
    one = added(passer, filed)
    with pytest.raises(Invalid):
        share(lin, one)
    with pytest.raises(Invalid):
        share(lin, one, boxes="nonsense", names_nobody=True)

    assert share(lin, one, names_nobody=True).form == "whole"


def test_what_the_officer_masked_himself_is_shown_in_its_place(lin, chun, passer, filed, asked):
    pdf = io.BytesIO(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")
    one = added(passer, filed, pdf, "合同.pdf")
    made = share(lin, one, stream=io.BytesIO("已遮盖".encode()), name="合同.txt")

    assert own(chun, made).decode() == "已遮盖"
    with pytest.raises(Invalid):
        share(lin, one, stream=io.BytesIO(b"MZ\x90\0"), name="合同.pdf")


def test_a_pdf_reaches_the_seller_as_pictures_of_its_pages_with_boxes_burnt_in(
    lin, chun, passer, filed, asked
):
    one = added(passer, filed, io.BytesIO(pdf(2)), "合同.pdf")
    with pytest.raises(Invalid):
        share(lin, one)
    made = share(lin, one, pages={1: "0,0,10000,5000", 2: ""})

    assert (made.form, made.kind, made.boxes) == ("masked", "application/pdf", 1)
    assert b"13800001234" not in own(chun, made)
    assert texts(own(chun, made)).strip() == ""
    plain = share(lin, one, names_nobody=True)
    assert (plain.form, plain.boxes) == ("masked", 0)
    assert texts(own(chun, plain)).strip() == ""


def test_a_pdf_that_cannot_be_drawn_goes_on_the_officers_word_alone(lin, passer, filed, asked):
    broken = io.BytesIO(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")
    one = added(passer, filed, broken, "合同.pdf")
    with pytest.raises(pdfs.BadDocument):
        share(lin, one, pages={1: "0,0,10000,5000"})

    assert share(lin, one, names_nobody=True).form == "whole"


def test_an_officer_sees_every_page_of_a_pdf_with_a_place_for_boxes(lin, passer, filed, asked):
    one = added(passer, filed, io.BytesIO(pdf(2)), "合同.pdf")
    officer, page = browser(lin), f"/complaints/{one.complaint_id}/files/{one.pk}"
    shown = officer.get(page).content.decode()

    assert 'data-mask="boxes-2"' in shown
    look = officer.get(f"{page}/look?page=2")
    assert (look.status_code, look["Content-Type"]) == (200, "image/jpeg")
    assert officer.get(f"{page}/look?page=3").status_code == 422
    sent = {"to": "operator", "boxes-2": "0,0,10000,5000"}
    assert officer.post(f"{page}/share", sent).status_code == 302
    kept = officer.post(f"{page}/share", {"to": "operator", "boxes-1": "x"})
    assert 'name="boxes-1" value="x"' in kept.content.decode()


def test_nobody_sees_a_file_before_the_seller_was_asked(lin, passer, filed):
    with pytest.raises(Invalid):
        share(lin, added(passer, filed), boxes=BOX)


def test_nothing_is_shared_back_with_who_handed_it_in_or_by_who_is_no_officer(
    lin, harbour, passer, filed, asked
):
    one = added(passer, filed)
    with pytest.raises(Invalid):
        share(lin, one, to="complainant", boxes=BOX)
    with pytest.raises(Forbidden):
        share(builders.person(harbour, "vera", "viewer"), one, boxes=BOX)
    with pytest.raises(NotFound):  # a file of another complaint
        do(
            "file_share", lin, complaint_id=file(passer).complaint.pk, attachment_id=one.pk,
            share=Share("operator", boxes=BOX),
        )  # fmt: skip


def test_the_original_stays_the_officers_however_its_copy_is_shared(
    lin, chun, passer, filed, asked
):
    one = added(passer, filed)
    share(lin, one, boxes=BOX)

    with acting(chun), pytest.raises(NotFound):
        office.file_open(actor=chun, file_id=one.file)


def test_another_operator_and_another_platform_see_nothing_of_it(
    lin, harbour, passer, filed, asked, elsewhere
):
    made = share(lin, added(passer, filed), boxes=BOX)
    stranger = builders.person(harbour, "hua", "streamer")
    builders.party(harbour, user_id=stranger.user_id)

    for other in (stranger, builders.person(elsewhere, "fang", "streamer")):
        with pytest.raises(NotFound):
            do("shared_take_own", other, shared_id=made.pk)


def test_what_was_taken_back_or_shown_anew_is_given_no_more(lin, chun, passer, filed, asked):
    one = added(passer, filed)
    first = share(lin, one, boxes=BOX)
    second = share(lin, one, boxes=f"{BOX} 5000,0,9000,9000")
    with pytest.raises(NotFound):
        own(chun, first)
    assert own(chun, second)
    for _each in range(2):
        do("file_unshare", lin, complaint_id=one.complaint_id, shared_id=second.pk)

    with pytest.raises(NotFound):
        own(chun, second)
    with acting(lin), transaction.atomic():
        gone = File.objects.filter(pk__in=[first.file, second.file], gone_at__isnull=False)
        assert gone.count() == 2
        assert File.objects.get(pk=one.file).gone_at is None


def test_sharing_taking_and_taking_back_are_on_record_and_the_seller_is_written_to(
    lin, harbour, chun, passer, filed, asked
):
    one = added(passer, filed)
    made = share(lin, one, boxes=BOX)
    own(chun, made)
    do("file_unshare", lin, complaint_id=one.complaint_id, shared_id=made.pk)

    ours = [one for one in acts(harbour) if one.startswith("complaints.")]
    assert ours == [
        "complaints.file_shared",
        "complaints.file_unshared",
        "complaints.shared_file_taken",
    ]
    with acting(chun), transaction.atomic():
        assert Letter.objects.filter(topic="complaint_file").count() == 1


def test_the_complainant_takes_what_the_seller_handed_in_with_his_receipt_alone(
    lin, chun, passer, filed, asked
):
    cache.clear()
    limits._tallies.clear()
    one = do("attachment_answer", chun, referral_id=asked.pk, stream=photo(), name="质检.png")
    made = share(lin, one, to="complainant", names_nobody=True)
    guest, other = Client(), file(passer)
    ours = {"receipt": filed.receipt.number, "code": filed.receipt.secret}
    theirs = {"receipt": other.receipt.number, "code": other.receipt.secret}
    wanted = {"act": "shared", "shared": str(made.pk)}
    taken_by = guest.post(PATH, ours | wanted)
    refused = guest.post(PATH, theirs | wanted)
    nonsense = guest.post(PATH, ours | {"act": "shared", "shared": "x"})

    assert b"".join(taken_by.streaming_content).startswith(b"\x89PNG")
    assert "file.png" in taken_by["Content-Disposition"]
    assert taken_by["Cache-Control"] == "private, no-store"
    assert (refused.status_code, nonsense.status_code) == (409, 409)
    assert "平台提供的文件" in text(guest.post(PATH, ours | {"act": "follow"}))


def test_a_right_holders_evidence_reaches_the_operator_once_the_notice_was_passed_on(
    lin, harbour, passer
):
    qing, notice = shop(harbour, lin), noticed(passer)
    one = added(passer, notice)
    with pytest.raises(Invalid):
        share(lin, one, boxes=BOX)
    taken(lin, notice, qing.offer)
    made = share(lin, one, boxes=BOX)

    assert own(qing.operator, made)
    page = text(browser(qing.operator).get(f"/ip-notices/{notice.complaint.pk}"))
    assert f"/me/complaints/files/{made.pk}" in page


def test_an_officer_masks_and_shares_on_the_page_of_the_file(lin, passer, filed, asked):
    one = added(passer, filed)
    page = f"/complaints/{one.complaint_id}/files/{one.pk}"
    officer = browser(lin)
    refused = officer.post(f"{page}/share", {"to": "operator"})
    done = officer.post(f"{page}/share", {"to": "operator", "boxes": BOX})
    look = officer.get(f"{page}/look")

    assert (refused.status_code, done.status_code) == (422, 302)
    assert "请先遮盖" in text(refused)
    assert look.content.startswith(b"\x89PNG")
    assert look["X-Content-Type-Options"] == "nosniff"
    with acting(lin), transaction.atomic():
        (made,) = sharing.shared_of(lin, selectors.complaint_get(lin, one.complaint_id))
    assert made.boxes == 1
    assert "1 处遮盖" in text(officer.get(page))
    officer.post(f"{page}/unshare", {"shared": str(made.pk)})
    assert "已收回" in text(officer.get(page))


def test_shared_files_go_with_what_was_written(harbour, lin, passer, filed, asked, later):
    made = share(lin, added(passer, filed), boxes=BOX)
    answer(lin, filed.complaint)
    do("complaint_close", lin, complaint_id=filed.complaint.pk)
    later(days=4 * 366)
    product = system_actor(harbour.pk)
    with acting(product):
        complaints_expire(actor=product)

    with acting(product), transaction.atomic():
        assert File.objects.get(pk=made.file).gone_at is not None
