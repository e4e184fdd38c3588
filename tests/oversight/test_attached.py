"""Files of a complaint in a package, names on a legal paper, and packages that programs order."""

import hashlib
import io
import json
import zipfile

import pytest
from django.db import transaction
from PIL import Image

from complaints import selectors as complaints
from complaints.services import Ask, Share
from ledger.models import Entry
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from office import services as office
from oversight import selectors, services
from oversight.models import Package
from oversight.rules import verify
from oversight.rules.recipients import sight_of
from tests import builders
from tests.complaints.conftest import ASKED, do, file, public_of
from tests.proof import browser, stepped_up

pytestmark = [pytest.mark.django_db, pytest.mark.long]
NAME, PHONE = "周小禾", "13800001234"
PAPER = "（2026）浙0192民初17号调取证据通知书"


@pytest.fixture
def filed(harbour, lin):
    """A complaint about a room of Chun's, passed on to him, with a picture and a text."""
    passer, chun = public_of(harbour), builders.person(harbour, "chun", "streamer")
    party = builders.party(harbour, user_id=chun.user_id)
    room = builders.room(lin, "茶", operator_id=party.pk)
    made = file(passer, "goods", room_id=room.pk, name=NAME, phone=PHONE)
    do("referral_make", lin, complaint_id=made.complaint.pk, ask=Ask(ASKED))
    for name, content in (("小票.png", photo()), ("说明.txt", io.BytesIO(f"电话{PHONE}".encode()))):
        do("attachment_add", passer, receipt=made.receipt, stream=content, name=name)
    return made


def photo() -> io.BytesIO:
    made = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(made, "PNG")
    made.seek(0)
    return made


def wish(filed, recipient="court", **fields):
    given = {"name": "海滨市人民法院", "reason": "案件审理", "paper": ""}
    return services.Wish("complaint", filed.complaint.pk, recipient, **given | fields)


def written(filed, tmp_path, recipient="court", **fields) -> bytes:
    made = services.package_write(
        tenant_id=filed.complaint.tenant_id, wish=wish(filed, recipient, **fields),
        out=tmp_path / "a.zip",
    )  # fmt: skip
    assert made.members
    return (tmp_path / "a.zip").read_bytes()


def members(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {one.partition("/")[2]: archive.read(one) for one in archive.namelist()}


def attached(found: dict[str, bytes]) -> list[str]:
    return [name for name in found if name.startswith("data/attachments/")]


@pytest.mark.law("M-cooperate", "O117-evidence-3y")
def test_a_court_gets_every_file_of_a_complaint_with_its_digest(filed, tmp_path):
    package = written(filed, tmp_path)
    found = members(package)
    told = json.loads(found["data/files.json"])

    assert verify.verify(io.BytesIO(package), selectors.keys_own()).members > 10
    assert [one["kind"] for one in told] == ["image/png", "text/plain"]
    for one in told:
        assert hashlib.sha256(found[one["file"]]).hexdigest() == one["sha256"]
        assert "kept" not in one
    assert PHONE in found[told[1]["file"]].decode()


def test_an_operator_gets_only_what_was_shared_with_him_as_it_was_masked(filed, lin, tmp_path):
    assert attached(members(written(filed, tmp_path, "operator"))) == []
    with acting(lin), transaction.atomic():
        _picture, text = complaints.attachments_of(lin, filed.complaint)
    do(
        "file_share", lin, complaint_id=filed.complaint.pk, attachment_id=text.pk,
        share=Share("operator"),
    )  # fmt: skip
    found = members(written(filed, tmp_path, "operator"))

    (one,) = attached(found)
    assert PHONE not in found[one].decode()
    assert json.loads(found["data/files.json"])[0]["form"] == "masked"


def test_a_consumer_gets_what_he_handed_in_and_nothing_of_the_other_side(filed, lin, tmp_path):
    stream = photo()
    do("attachment_file", lin, complaint_id=filed.complaint.pk, stream=stream, name="内部.png")

    assert len(attached(members(written(filed, tmp_path, "consumer")))) == 2
    assert len(attached(members(written(filed, tmp_path)))) == 3


def test_a_file_that_is_gone_is_named_and_not_in_it(filed, lin, tmp_path):
    product = system_actor(filed.complaint.tenant_id)
    with acting(product), transaction.atomic():
        one = complaints.attachments_of(product, filed.complaint)[0]
        office.file_destroy(actor=product, file_id=one.file)
    told = json.loads(members(written(filed, tmp_path))["data/files.json"])

    assert [bool(one["file"]) for one in told] == [False, True]


@pytest.mark.law("PIPL-security-measures")
@pytest.mark.parametrize("recipient", ["court", "authority", "consumer"])
def test_names_are_masked_for_everybody_without_a_legal_paper(filed, tmp_path, recipient):
    said = members(written(filed, tmp_path, recipient))["data/complaints.json"].decode()

    assert NAME not in said
    assert PHONE not in said


def test_a_court_reads_names_where_an_officer_named_the_paper(filed, tmp_path):
    found = members(written(filed, tmp_path, "court", paper=PAPER))

    (one,) = json.loads(found["data/complaints.json"])
    assert (one["who"]["name"], one["who"]["phone"]) == (NAME, PHONE)
    told = json.loads(found["data/package.json"])
    assert (told["paper"], told["sight"]["names"]) == (PAPER, True)
    assert PAPER in found["index.html"].decode()


@pytest.mark.parametrize("recipient", ["consumer", "operator"])
def test_a_paper_opens_no_name_to_anybody_else(recipient):
    assert sight_of(recipient, names=True).names is False
    assert sight_of("court").names is False
    assert sight_of("authority", names=True).names is True


@pytest.mark.parametrize(
    ("recipient", "paper"),
    [("consumer", PAPER), ("operator", PAPER), ("court", ""), ("court", "无")],
)
def test_an_unmasked_package_without_its_reasons_is_refused(filed, lin, recipient, paper):
    with acting(lin), pytest.raises(Invalid):
        services.package_order_unmasked(actor=lin, wish=wish(filed, recipient, paper=paper))
    with acting(lin), transaction.atomic():
        assert not Package.objects.exists()


def test_a_masked_order_ignores_a_paper(filed, lin):
    with acting(lin):
        row = services.package_order(actor=lin, wish=wish(filed, paper=PAPER))

    assert (row.is_unmasked, selectors.told_of(row).paper) == (False, "")


def test_unmasking_asks_for_another_proof_and_stands_in_the_record(filed, lin, harbour):
    given = {
        "about": "complaint", "ref": str(filed.complaint.pk), "recipient": "court",
        "name": "海滨市人民法院", "reason": "案件审理", "paper": PAPER,
    }  # fmt: skip
    unproved = browser(lin).post("/evidence/unmasked", given)
    other = stepped_up(lin, "package").post("/evidence/unmasked", given)
    with acting(lin), transaction.atomic():
        assert not Package.objects.exists()
    done = stepped_up(lin, "unmasked").post("/evidence/unmasked", given)

    assert "step-up" in unproved["Location"]
    assert "step-up" in other["Location"]
    assert done["Location"].startswith("/evidence/")
    with acting(system_actor(harbour.pk)), transaction.atomic():
        assert Package.objects.get().is_unmasked
        (entry,) = Entry.objects.filter(action="oversight.package_unmasked")
    assert PAPER not in bytes(entry.body).decode()
    assert "未遮盖" in browser(lin).get(done["Location"]).content.decode()


# Programs.


@pytest.fixture
def program(harbour) -> Actor:
    return builders.program(harbour, "evidence.write", "evidence.read", "files.read")


def ordered(program, filed, **fields):
    with acting(program):
        return services.package_order_by_key(actor=program, wish=wish(filed, **fields))


def test_a_program_orders_masked_packages_and_takes_only_what_programs_ordered(filed, lin, program):
    row = ordered(program, filed, paper=PAPER)
    with acting(lin):
        mine = services.package_order(actor=lin, wish=wish(filed))

    assert (row.is_unmasked, row.key, row.made_by_id) == (False, program.key_id, None)
    with acting(program), pytest.raises(NotFound):
        selectors.package_by_key(program, mine.pk)
    with acting(program), pytest.raises(services.NotMade):
        services.package_take_by_key(actor=program, package_id=row.pk)
    for nobody in (lin, public_of_tenant(lin)):
        with acting(nobody), pytest.raises(Forbidden):
            services.package_order_by_key(actor=nobody, wish=wish(filed))


def public_of_tenant(officer: Actor) -> Actor:
    return Actor(tenant_ids=officer.tenant_ids, roles=frozenset({"public"}))


def test_a_program_fetches_by_a_ticket_and_its_ticket_is_no_other_keys(filed, program, harbour):
    row = ordered(program, filed)
    product, other = system_actor(harbour.pk), builders.program(harbour, "evidence.read")
    with acting(product):
        office.job_run(actor=product, job_id=row.job_id)
    with acting(program):
        ticket = services.package_take_by_key(actor=program, package_id=row.pk)
    with acting(other), pytest.raises(NotFound):
        office.file_ticket_use(actor=other, text=ticket)
    with acting(program):
        ticket = services.package_take_by_key(actor=program, package_id=row.pk)
        opened = office.file_ticket_use(actor=program, text=ticket)
        package = b"".join(opened.pieces())

    assert verify.verify(io.BytesIO(package), selectors.keys_own()).members > 10
    with acting(product), transaction.atomic():
        (one, _again) = selectors.takings_of(product, [row.pk])[row.pk]
        assert one.key == program.key_id
        assert selectors.state_of(selectors.package_ordered(product, row.pk)) == "ready"


def test_another_platforms_program_sees_nothing_of_it(filed, elsewhere, program):
    row = ordered(program, filed)
    other = builders.program(elsewhere, "evidence.write", "evidence.read")

    with acting(other), pytest.raises(NotFound):
        services.package_order_by_key(actor=other, wish=wish(filed))
    with acting(other), pytest.raises(NotFound):
        selectors.package_by_key(other, row.pk)


def test_what_a_program_ordered_is_no_consumers_by_receipt(filed, program, harbour):
    ordered(program, filed, recipient="consumer")

    product = system_actor(harbour.pk)
    with acting(product), transaction.atomic():
        assert selectors.packages_by_receipt(product, filed.complaint.pk) == []
