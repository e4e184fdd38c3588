"""An authority asks something of the platform; it is answered in time, and everybody sees how."""

import io
from datetime import timedelta

import pytest
from django.db import transaction

from accounts import selectors as accounts
from ledger.models import Entry
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Conflict, Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from office import selectors as office
from office.models import Letter
from oversight.models import Inspection, InspectionPackage, InspectionStep, Package
from oversight.rules import inspections as rules
from oversight.selectors import inspection as asks
from oversight.services import inspection as services
from oversight.services import inspection_hold as holds
from oversight.services import inspection_step as steps
from oversight.services.inspection_step import Said
from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.long]
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def paper():
    return services.Paper(io.BytesIO(PDF), "wenshu.pdf")


def request(**fields):
    given = {
        "kind": "routine",
        "authority": "海滨市互联网信息办公室",
        "matters": ["content"],
        "title": "直播内容审核制度执行情况",
        "asked": "请提供十一月的巡查记录和处置情况。",
        "document_number": "海网办〔2026〕31 号",
        "due_on": clock.today() + timedelta(days=10),
    }
    return services.Request(**given | fields)


def entered(actor, paper_=None, owner=None, **fields):
    with acting(actor):
        return services.inspection_enter(
            actor=actor,
            request=request(**fields),
            received_on=clock.today(),
            paper=paper_,
            owner_id=owner,
        )


def investigation(actor, **fields):
    given = {"kind": "investigation", "document_number": "海公调〔2026〕7 号"} | fields
    return entered(actor, paper(), **given)


def step(actor, row, kind, **said):
    with acting(actor):
        return steps.inspection_step(
            actor=actor, inspection_id=row.pk, kind=kind, said=Said(**said)
        )


def seen(actor, model, **wanted):
    """Return the rows that are there, as the product sees them."""
    product = system_actor(actor.tenant_id)
    with acting(product), transaction.atomic():
        return list(model.objects.filter(**wanted).order_by("id"))


def package(actor, row, recipient="authority"):
    """Return a package that is not made yet."""
    with acting(actor), transaction.atomic():
        return Package.objects.create(
            tenant_id=actor.tenant_id, about="session", ref=row.pk, recipient=recipient,
            told_sealed=b"x", entry=row.pk, made_by_id=actor.user_id,
        )  # fmt: skip


def clocks(actor, row):
    with acting(actor), transaction.atomic():
        return {one.kind: one for one in office.clock_list(actor, ("inspection", row.pk))}


@pytest.fixture
def visitor(harbour):
    """A regulator who may look at the platform."""
    actor = builders.person(harbour, "visitor")
    return Actor(frozenset({harbour.pk}), actor.user_id, frozenset({"regulator"}))


@pytest.mark.law("M-cooperate", "O117-cooperate")
def test_a_letter_becomes_a_request_with_the_authoritys_day_and_a_day_to_acknowledge_it(lin):
    row = entered(lin)
    running = clocks(lin, row)
    assert (row.state, row.origin, row.is_own_term) == ("received", "letter", False)
    assert clock.to_date(running[rules.ANSWER].due_at) == row.due_on
    assert clock.to_date(running[rules.READY].due_at) < row.due_on
    assert running[rules.ACKNOWLEDGE].is_open
    [entry] = seen(lin, Entry, action="oversight.inspection_entered")
    assert entry.clause == "M-cooperate"
    assert "海网办〔2026〕31 号" in bytes(entry.body).decode()


def test_the_same_letter_twice_is_one_request(lin):
    assert entered(lin).pk == entered(lin).pk
    assert len(seen(lin, Inspection)) == 1


def test_without_a_day_of_the_authority_the_platforms_own_days_run_and_the_page_can_say_so(lin):
    row = entered(lin, due_on=None)
    with acting(lin), transaction.atomic():
        known = office.calendar()
    assert row.is_own_term
    assert known.working_between(clock.today(), row.due_on) == services.ANSWER_D


def test_a_request_for_today_still_has_until_midnight(lin):
    row = entered(lin, due_on=clock.today())
    due = clocks(lin, row)[rules.ANSWER].due_at
    assert due > clock.now() or clock.to_date(due) >= clock.today()


def test_an_investigation_needs_its_paper_and_its_number(lin):
    with pytest.raises(Invalid, match="法律文书"):
        entered(lin, kind="investigation")
    with pytest.raises(Invalid, match="文号"):
        entered(lin, paper(), kind="investigation", document_number="")
    assert not seen(lin, Inspection)


def test_a_paper_that_is_no_paper_leaves_nothing_behind(lin):
    bad = services.Paper(io.BytesIO(b"MZ\x90\x00 no paper"), "wenshu.pdf")
    with pytest.raises(Invalid):
        entered(lin, bad, kind="investigation")
    assert not seen(lin, Inspection)


@pytest.mark.law("M-cooperate")
def test_an_investigation_holds_what_it_names_and_what_is_broadcast_later(lin, harbour):
    party = builders.party(harbour, "marketer")
    room = builders.room(lin)
    first = builders.session(lin, room)
    builders.end(first)
    row = investigation(lin, rooms=[room.pk], parties=[party.pk], since_on=clock.today())
    product = system_actor(harbour.pk)

    def held():
        with acting(product), transaction.atomic():
            rows = accounts.hold_list(product)
            return sorted(rows.values_list("subject_kind", "subject_ref"))

    assert held() == sorted([("party", str(party.pk)), ("session", str(first.pk))])
    second = builders.session(lin, room)
    with acting(product):
        assert holds.inspections_hold(actor=product) == 1
        assert holds.inspections_hold(actor=product) == 0
    assert ("session", str(second.pk)) in held()
    step(lin, row, "withdrawn", note="调查终止", document_number="海公调〔2026〕9 号")
    third = builders.session(lin, builders.room(lin, "米"))
    with acting(product):
        assert holds.inspections_hold(actor=product) == 0
    assert ("session", str(third.pk)) not in held()


def test_what_is_another_platforms_cannot_be_named(lin, elsewhere):
    other = builders.person(elsewhere, "else", "officer")
    room = builders.room(other)
    with pytest.raises(Invalid, match="不属于本平台"):
        entered(lin, rooms=[room.pk])


def test_the_way_of_a_request_from_receipt_to_acceptance(lin):
    row = entered(lin)
    step(lin, row, "acknowledged")
    assert clocks(lin, row)[rules.ACKNOWLEDGE].state == "met"
    step(lin, row, "taken")
    done = step(lin, row, "answered", note="巡查记录见附件，处置共 12 项。")
    assert done.state == "answered"
    assert clocks(lin, row)[rules.ANSWER].state == "met"
    done = step(lin, row, "accepted", document_number="海网办〔2026〕35 号")
    assert done.state == "accepted"
    kinds = [(one.kind, one.is_theirs) for one in seen(lin, InspectionStep)]
    assert kinds == [
        ("acknowledged", False), ("taken", False), ("answered", False), ("accepted", True)
    ]  # fmt: skip
    assert len(seen(lin, Entry, action="oversight.inspection_stepped")) == 4


def test_steps_out_of_order_are_refused_and_change_nothing(lin):
    row = entered(lin)
    for kind in ("accepted", "returned", "longer_granted"):
        with pytest.raises(Conflict):
            step(lin, row, kind, note="说明情况", document_number="1 号", until_on=row.due_on)
    step(lin, row, "answered", note="答复如下。")
    with pytest.raises(Conflict):
        step(lin, row, "answered", note="答复如下。")
    assert len(seen(lin, InspectionStep)) == 1


def test_a_longer_time_runs_only_once_the_authority_gave_it(lin):
    row = entered(lin)
    later = row.due_on + timedelta(days=7)
    asked = step(lin, row, "longer_asked", note="数据量大，需要七天。", until_on=later)
    assert (asked.due_on, asked.asked_until) == (row.due_on, later)
    with pytest.raises(Conflict):
        step(lin, row, "longer_asked", note="数据量大，需要七天。", until_on=later)
    given = step(lin, row, "longer_granted", document_number="海网办〔2026〕33 号")
    running = clocks(lin, row)
    assert (given.due_on, given.asked_until) == (later, None)
    assert clock.to_date(running[rules.ANSWER].due_at) == later
    assert running[rules.READY].state == "closed"


def test_a_refused_extension_leaves_the_day_as_it_was(lin):
    row = entered(lin)
    later = row.due_on + timedelta(days=7)
    step(lin, row, "longer_asked", note="数据量大，需要七天。", until_on=later)
    kept = step(lin, row, "longer_refused", document_number="海网办〔2026〕33 号")
    assert (kept.due_on, kept.asked_until) == (row.due_on, None)


def test_what_the_authority_decides_by_letter_needs_the_letters_number(lin):
    row = entered(lin)
    step(lin, row, "answered", note="答复如下。")
    with pytest.raises(Invalid, match="文号"):
        step(lin, row, "accepted")


def test_a_returned_answer_begins_a_new_round_with_its_own_day(lin):
    row = entered(lin)
    step(lin, row, "answered", note="答复如下。")
    day = clock.today() + timedelta(days=20)
    back = step(lin, row, "returned", note="请补充商品清单。", document_number="2 号", until_on=day)
    running = clocks(lin, row)[rules.ANSWER]
    assert (back.state, back.due_on) == ("returned", day)
    assert running.is_open
    assert clock.to_date(running.due_at) == day


@pytest.mark.law("O117-truthful-data")
def test_an_answer_gives_only_packages_that_are_linked_and_finished(lin):
    row = entered(lin)
    loose = package(lin, row)
    with pytest.raises(Invalid, match="证据包"):
        step(lin, row, "answered", note="答复如下。", packages=[loose.pk])
    with acting(lin):
        link = steps.inspection_package_link(actor=lin, inspection_id=row.pk, package_id=loose.pk)
        again = steps.inspection_package_link(actor=lin, inspection_id=row.pk, package_id=loose.pk)
    assert link.pk == again.pk
    with pytest.raises(Invalid, match="制成"):
        step(lin, row, "answered", note="答复如下。", packages=[loose.pk])
    assert [one.given_at for one in seen(lin, InspectionPackage)] == [None]


def test_a_package_for_somebody_else_is_not_linked(lin):
    row = entered(lin)
    other = package(lin, row, recipient="consumer")
    with acting(lin), pytest.raises(Invalid):
        steps.inspection_package_link(actor=lin, inspection_id=row.pk, package_id=other.pk)


@pytest.mark.law("M-cooperate")
def test_a_regulator_files_a_request_and_the_officers_are_written_to(lin, visitor, harbour):
    with acting(visitor):
        row = services.inspection_file(
            regulator=visitor, tenant_id=harbour.pk, request=request(kind="special")
        )
    assert (row.origin, row.filed_by_id, row.recorded_by_id) == ("portal", visitor.user_id, None)
    [entry] = seen(lin, Entry, action="oversight.inspection_filed")
    assert (entry.actor_kind, entry.actor_ref) == ("user", str(visitor.user_id))
    assert seen(lin, Letter, topic="inspection_received", recipient_id=lin.user_id)


def test_a_regulator_files_nothing_where_he_may_not_look(visitor, elsewhere, lin):
    with pytest.raises(Forbidden):
        services.inspection_file(regulator=visitor, tenant_id=elsewhere.pk, request=request())
    with pytest.raises(Forbidden):
        services.inspection_file(regulator=lin, tenant_id=lin.tenant_id, request=request())
    assert not seen(lin, Inspection)


def test_a_regulator_decides_on_his_own_request_and_sees_no_other(lin, visitor, harbour):
    mine = entered(lin)
    with acting(visitor):
        row = services.inspection_file(
            regulator=visitor, tenant_id=harbour.pk, request=request(document_number="8 号")
        )
    step(lin, row, "answered", note="答复如下。")

    def rule(kind, on, **said):
        with acting(visitor):
            return steps.inspection_rule(
                regulator=visitor, tenant_id=harbour.pk, inspection_id=on.pk, kind=kind,
                said=Said(**said),
            )  # fmt: skip

    with pytest.raises(NotFound):
        rule("withdrawn", mine, note="撤回")
    with pytest.raises(Invalid):
        rule("answered", row, note="我替平台答复。")
    assert rule("accepted", row).state == "accepted"
    narrow = Actor(frozenset({harbour.pk}), visitor.user_id, frozenset({"inspector"}))
    with acting(narrow), transaction.atomic():
        assert [one.pk for one in asks.inspection_list(narrow)] == [row.pk]


def test_another_platform_sees_nothing_of_a_request(lin, elsewhere):
    row = entered(lin)
    other = builders.person(elsewhere, "else", "officer")
    with acting(other), transaction.atomic(), pytest.raises(NotFound):
        asks.inspection_get(other, row.pk)


def test_who_only_watches_sees_no_request(lin, harbour):
    viewer = builders.person(harbour, "view", "viewer")
    with acting(viewer), transaction.atomic(), pytest.raises(Forbidden):
        asks.inspection_list(viewer)


def test_lines_name_rooms_broadcasts_and_parties_by_address_or_number(lin, harbour):
    party = builders.party(harbour, "marketer", external_id="m-118")
    room = builders.room(lin)
    session = builders.session(lin, room)
    with acting(lin), transaction.atomic():
        found = asks.names_read(
            lin, [f"https://x.example/rooms/{room.pk}", f" {session.pk} ", "m-118", ""]
        )
        assert (found.rooms, found.sessions, found.parties) == (
            [room.pk], [session.pk], [party.pk]
        )  # fmt: skip
        with pytest.raises(Invalid, match="没有找到"):
            asks.names_read(lin, ["m-119"])
