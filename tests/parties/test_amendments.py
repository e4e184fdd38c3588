"""What somebody says should be right of himself is compared, carried out, and not kept beside."""

from datetime import timedelta

import pytest

from ledger.models import Entry
from livecompliance.kernel import clock, personal
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.personal import readers
from livecompliance.kernel.tenancy import acting
from parties import services
from parties.models import Amendment, DataRequest, Document, Party
from parties.services.opened import person_open
from tests import builders
from tests.parties import people
from tests.proof import browser

pytestmark = pytest.mark.django_db
Particulars, Wanted, Given = services.Particulars, services.Wanted, services.Given
WHY = "与证件原件核对无误"


@pytest.fixture
def mine(harbour, chun):
    return people.party(harbour, "marketer", user_id=chun.user_id, occupation="店员")


def ask(actor, party, wanted=None, **particulars):
    wanted = wanted or Wanted(Particulars(**particulars))
    with acting(actor):
        return services.data_request_open(
            actor=actor, party_id=party.pk, kind="correct", wanted=wanted
        )


def carry_out(actor, row):
    with acting(actor):
        return services.data_request_carry_out(actor=actor, request_id=row.pk, reason=WHY)


def filed(actor, party):
    with acting(actor):
        fresh = Party.objects.get(pk=party.pk)
        papers = Document.objects.filter(party=party, state__in=["given", "verified"])
        return fresh, person_open(actor, fresh, papers.first())


@pytest.mark.long
@pytest.mark.law("PIS-requests")
def test_what_should_be_right_stands_on_file_once_it_was_carried_out(lin, chun, mine):
    number = people.next_number()
    row = ask(
        chun,
        mine,
        Wanted(
            Particulars(name="林小曼", mobile="+86 139 0000 1234", occupation="主播"),
            Given("resident_id", f" {number} "),
        ),
    )
    before, known = filed(lin, mine)
    assert (known.name, before.occupation) == ("林小满", "店员")  # nothing yet

    assert carry_out(lin, row).state == "done"

    after, known = filed(lin, mine)
    assert (known.name, known.mobile, known.number) == ("林小曼", "13900001234", number)
    assert after.occupation == "主播"
    with acting(lin):
        entry = Entry.objects.filter(action="parties.data_request_ended").get()
        body = bytes(entry.body).decode()
        assert '"fields":["name","number","mobile","occupation"]' in body
        assert "林小曼" not in body


@pytest.mark.long
def test_a_name_that_was_corrected_is_verified_anew(harbour, lin, chun, mine):
    people.sandbox(harbour)
    people.verify(mine)
    carry_out(lin, ask(chun, mine, name="林小曼"))
    with acting(lin):
        assert Document.objects.get(party=mine).state == "given"


@pytest.mark.long
def test_what_was_asked_is_not_kept_beside_once_it_was_answered(lin, chun, mine):
    done = ask(chun, mine, mobile="13900001234")
    carry_out(lin, done)
    refused = ask(chun, mine, address="杭州市某路 9 号", public_name="小曼")
    with acting(lin):
        services.data_request_refuse(actor=lin, request_id=refused.pk, reason=WHY)
        for one in Amendment.objects.all():
            assert (one.name, one.mobile, one.address, one.number) == (None,) * 4
            assert (one.public_name, one.words) == ("", "")
        assert Amendment.objects.get(request=refused).fields == ["address", "public_name"]


def test_told_anew_it_replaces_what_waits_and_the_clock_runs_on(chun, mine):
    first = ask(chun, mine, mobile="13900001234", address="别处")
    second = ask(chun, mine, name="林小曼")
    assert (second.pk, second.due_at) == (first.pk, first.due_at)
    with acting(chun):
        made = Amendment.objects.get()
        assert (made.fields, made.mobile, made.address) == (["name"], None, None)


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (None, "correction"),
        (Wanted(), "correction"),
        (Wanted(Particulars(name="林小满", mobile="138 0000 1234")), "correction"),
        (Wanted(Particulars(mobile="123")), "mobile"),
        (Wanted(papers=Given("resident_id", "11010519491231002")), "number"),
        (Wanted(papers=Given("passport", "E12345678")), "born_on"),
        (Wanted(papers=Given("uscc", people.USCC)), "kind"),
        (Wanted(Particulars(public_name="13800001234")), "public_name"),
        (Wanted(words="我的号码是 13900001234"), "words"),
        (Wanted(words="长" * 301), "words"),
    ],
)
def test_what_says_nothing_new_or_cannot_be_is_refused_and_nothing_waits(chun, mine, wanted, field):
    with acting(chun), pytest.raises(Invalid) as refusal:
        services.data_request_open(actor=chun, party_id=mine.pk, kind="correct", wanted=wanted)
    assert refusal.value.extra["field"] == field
    with acting(chun):
        assert not DataRequest.objects.exists()


@pytest.mark.long
def test_a_number_that_is_anothers_corrects_nothing_at_all(harbour, lin, chun, mine):
    theirs = people.next_number()
    people.party(harbour, "marketer", number=theirs)
    row = ask(chun, mine, Wanted(Particulars(name="林小曼"), Given("resident_id", theirs)))
    with pytest.raises(services.DocumentTaken):
        carry_out(lin, row)
    assert filed(lin, mine)[1].name == "林小满"
    with acting(lin):
        assert DataRequest.objects.get().state == "open"


def test_somebody_who_would_be_too_young_is_not_corrected_into_it(lin, chun, mine):
    young = people.resident_id(clock.today() - timedelta(days=15 * 365))
    row = ask(chun, mine, Wanted(papers=Given("resident_id", young)))
    with pytest.raises(services.TooYoung):
        carry_out(lin, row)


def test_nobody_else_asks_and_nobody_else_answers(harbour, lin, wu, chun, outsider, mine):
    for actor, refusal in ((wu, Forbidden), (outsider, NotFound)):
        with pytest.raises(refusal):
            ask(actor, mine, name="林小曼")
    row = ask(chun, mine, name="林小曼")
    for actor, refusal in ((wu, Forbidden), (chun, Forbidden), (outsider, NotFound)):
        with pytest.raises(refusal):
            carry_out(actor, row)


@pytest.mark.long
def test_the_administrator_answers_too_though_he_files_nobody(harbour, chun, mine):
    admin = builders.person(harbour, "admin", "system_admin")
    carry_out(admin, ask(chun, mine, name="林小曼"))
    assert filed(admin, mine)[1].name == "林小曼"


def test_who_left_is_corrected_no_more(lin, chun, mine):
    row = ask(chun, mine, name="林小曼")
    with acting(lin):
        services.party_close(actor=lin, party_id=mine.pk, reason=WHY)
    with pytest.raises(services.PartyClosed):
        carry_out(lin, row)
    with pytest.raises(services.PartyClosed):
        ask(chun, mine, name="林小麦")


@pytest.mark.long
def test_erased_it_goes_with_everything_else(harbour, chun, mine):
    admin = builders.person(harbour, "admin", "system_admin")
    ask(chun, mine, Wanted(Particulars(name="林小曼"), words="第三场直播的时间不对"))
    with acting(chun):
        row = services.data_request_open(actor=chun, party_id=mine.pk, kind="erase")
    carry_out(admin, row)
    with acting(admin):
        made = Amendment.objects.get()
        assert (made.name, made.words) == (None, "")


def test_an_officer_sees_old_and_new_masked_and_opens_the_new_by_the_eye(lin, wu, chun, mine):
    row = ask(chun, mine, Wanted(Particulars(name="林小曼", occupation="主播"), words="生日有误"))
    with acting(lin):
        found = services.amendment_proposals(lin, [row])[row.pk]
        assert [(one.before, one.after) for one in found] == [
            ("林**", "林**"),
            ("店员", "主播"),
            ("", "生日有误"),
        ]
        opened = readers.find(found[0].eye)(lin, found[0].pk)
        assert (opened.kind, opened.value) == ("name", "林小曼")
        assert personal.mask("date", "1990-01-01") == "****"
    with acting(wu), pytest.raises(Forbidden):
        services.amendment_proposals(wu, [row])


@pytest.mark.long
def test_on_the_phone_a_refused_correction_keeps_what_was_typed(lin, chun, mine):
    phone = browser(chun)
    answer = phone.post("/me/data/correct", {"mobile": "123", "occupation": "主播"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="主播"' in page
    assert "#amend-mobile" in page

    phone.post("/me/data/correct", {"mobile": "13900001234", "occupation": "主播"})

    page = phone.get("/me").content.decode()
    assert "手机号 · 职业或职务" in page
    assert "13900001234" not in page
    officer = browser(lin).get("/people/waiting").content.decode()
    assert "139****1234" in officer
    assert "13900001234" not in officer
