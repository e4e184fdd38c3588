"""Authorities' lists of serious violators: who stands on them neither registers nor goes on air."""

import io
from datetime import timedelta

import pytest
from django.db import transaction

from ledger.models import Entry
from livecompliance.kernel import clock, gate
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from office import services as office
from office.models import Letter
from office.services.file import place_of
from oversight import tasks
from oversight.models import Violator, ViolatorList
from oversight.rules import violators as rules
from oversight.services import violator as services
from oversight.services import violator_import as imports
from parties import services as parties
from parties.models import Bar
from parties.rules.documents import check
from tests import builders
from tests.oversight.test_inspections import seen

pytestmark = [pytest.mark.django_db, pytest.mark.long]
CODE, OTHER = "91330108MA2FRNT17X", "92330106MA2FRNT25Q"
LIST = "严重违法失信名单"


def listed(**fields):
    given = {
        "authority": "海滨市市场监督管理局",
        "uscc": CODE,
        "name": "海潮茶业有限公司",
        "basis": "多次虚假宣传且拒不改正",
        "number": "海市监信〔2026〕3 号",
        "since": clock.today() - timedelta(days=10),
        "until": clock.today() + timedelta(days=100),
    }
    return rules.Listed(**given | fields)


def added(actor, effect="deny", **fields):
    with acting(actor):
        return services.violator_add(actor=actor, listed=listed(**fields), name=LIST, effect=effect)


def company(actor, code=CODE, number="m-7"):
    """Register a company with its document."""
    who = parties.Newcomer(
        kind="company",
        roles=["operator"],
        public_name="海潮茶社",
        external_id=number,
        particulars=parties.Particulars(name="海潮茶业有限公司"),
        papers=parties.Given(kind="uscc", number=code),
    )
    with acting(actor):
        return parties.party_register(actor=actor, who=who)


def asked(actor, room, party):
    """Return what the gate says against a party as the operator of a room."""
    question = gate.Asked(room_id=room.pk, operator_id=party.pk, marketers=(), at=clock.now())
    with acting(actor), transaction.atomic():
        return {one.code: one for one in gate.ask(actor, question)}


def brought(actor, text, called="list.csv", **fields):
    """Take a table in, as a worker would; return its version."""
    body = text if isinstance(text, bytes) else text.encode()
    given = {"name": LIST, "effect": "deny"} | fields
    with acting(actor):
        table = imports.violators_table(actor=actor, stream=io.BytesIO(body), name=called)
        version = imports.violators_import(actor=actor, file_id=table.pk, **given)
    with acting(system_actor(actor.tenant_id)):
        office.job_run(actor=system_actor(actor.tenant_id), job_id=version.job_id)
    [one] = seen(actor, ViolatorList, pk=version.pk)
    return one


def table(*rows, head="authority,uscc,name,basis,number,since,until"):
    return "\n".join([head, *rows]) + "\n"


def line(code=CODE, number="海市监信〔2026〕3 号", since="2026-01-05", until="", name="海潮茶业"):
    return f"海滨市市场监督管理局,{code},{name},虚假宣传,{number},{since},{until}"


@pytest.mark.law("M-live-verification")
def test_who_stands_on_a_list_cannot_register_and_is_told_by_whom(lin):
    added(lin)
    with pytest.raises(parties.Barred) as refused:
        company(lin)
    assert "海滨市市场监督管理局" in refused.value.message
    assert LIST in refused.value.message


@pytest.mark.law("M-live-verification")
def test_who_is_here_already_is_kept_off_air_with_the_exact_entry(lin, harbour):
    party, room = company(lin), builders.room(lin)
    row = added(lin)
    found = asked(lin, room, party)
    assert found["violator_listed"].data["entry"] == str(row.pk)
    assert found["violator_listed"].party == party.pk
    assert "海市监信〔2026〕3 号" in gate.said(found["violator_listed"])["message"]
    assert "barred" in found
    assert seen(lin, Letter, topic="violator_match")
    assert seen(lin, Entry, action="oversight.violator_matched")


def test_a_list_that_warns_lets_him_register_and_writes_to_the_officers(lin):
    added(lin, effect="warn")
    party, room = company(lin), builders.room(lin)
    assert not {"violator_listed", "barred"} & set(asked(lin, room, party))
    [letter] = seen(lin, Letter, topic="violator_match")
    assert letter.recipient_id == lin.user_id


def test_the_term_ends_by_itself_and_is_written_down(lin, monkeypatch):
    row = added(lin, until=clock.today() + timedelta(days=2))
    monkeypatch.setenv("LC_CLOCK_OFFSET", str(3 * 86_400))
    party, room = company(lin), builders.room(lin)
    assert not {"violator_listed", "barred"} & set(asked(lin, room, party))
    tasks.tenant_duties(tenant_id=str(lin.tenant_id))
    [ended] = seen(lin, Violator, pk=row.pk)
    assert (ended.lifted_why, ended.lifted_by_id) == ("expired", None)
    assert all(one.lifted_at for one in seen(lin, Bar, source="violator"))


def test_the_last_day_still_counts(lin):
    added(lin, until=clock.today())
    with pytest.raises(parties.Barred):
        company(lin)


def test_an_entry_whose_term_is_over_bars_nobody(lin):
    with pytest.raises(services.ViolatorKnown):
        added(lin, until=clock.today() - timedelta(days=1))
    assert company(lin)


def test_what_the_authority_takes_off_is_lifted_with_its_bar(lin):
    row = added(lin)
    with acting(lin):
        for _twice in range(2):
            services.violator_lift(
                actor=lin, violator_id=row.pk, why="removed", note="海市监信〔2026〕9 号"
            )
    assert company(lin)
    assert len(seen(lin, Entry, action="oversight.violator_lifted")) == 1


def test_the_same_entry_twice_is_there_once(lin):
    added(lin)
    with pytest.raises(services.ViolatorKnown):
        added(lin)
    assert len(seen(lin, Violator)) == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"uscc": "91330108MA2FRNT17Y"}, "uscc"),
        ({"uscc": "=HYPERLINK(1)"}, "uscc"),
        ({"authority": " "}, "authority"),
        ({"since": clock.today() + timedelta(days=1)}, "since"),
        ({"until": clock.today() - timedelta(days=99)}, "until"),
    ],
)
def test_an_entry_that_cannot_be_is_refused_by_its_field(lin, fields, field):
    with pytest.raises(Invalid) as refused:
        added(lin, **fields)
    assert refused.value.extra["field"] == field


def test_a_table_is_taken_in_and_bad_rows_come_back_in_a_file(lin):
    version = brought(
        lin,
        table(
            line(),
            line("91330108MA2FRNT17Y"),
            line(OTHER, since="昨天"),
            line(OTHER, number="=cmd|' /C calc'!A0", name="=1+1"),
        ),
    )
    assert (version.rows, version.added, version.faults) == (4, 2, 2)
    with acting(lin), transaction.atomic():
        opened = office.file_open(actor=lin, file_id=version.fault_file)
        body = b"".join(place_of(opened.file).read(opened.file.parts)).decode("utf-8-sig")
    assert "校验位" in body
    assert "\n3," in body
    assert "\n4," in body


def test_a_table_of_the_office_in_chinese_and_gb18030_is_read(lin):
    head = "列入机关,统一社会信用代码,名称,列入依据,文号,列入日期,截止日期"
    body = table(line(since="2026年1月5日"), head=head).encode("gb18030")
    assert brought(lin, body).added == 1


def test_a_whole_list_takes_off_who_is_missing_and_a_list_with_a_bad_row_takes_off_nobody(lin):
    brought(lin, table(line(), line(OTHER)))
    unsure = brought(lin, table(line(), line("91330108MA2FRNT17Y")), is_whole=True)
    assert unsure.lifted == 0
    sure = brought(lin, table(line()), is_whole=True)
    assert (sure.added, sure.lifted) == (0, 1)
    left = [one.uscc for one in seen(lin, Violator) if one.lifted_at is None]
    assert left == [CODE]
    assert len(seen(lin, ViolatorList)) == 3


def test_an_empty_whole_list_takes_off_nobody(lin):
    brought(lin, table(line()))
    assert brought(lin, table(), is_whole=True).lifted == 0


def test_another_list_keeps_him_off_though_one_let_him_go(lin):
    brought(lin, table(line()))
    brought(lin, table(line()), name="互联网严重失信名单")
    brought(lin, table(line(OTHER)), is_whole=True)
    with pytest.raises(parties.Barred):
        company(lin)


def test_another_platform_is_not_barred_and_sees_nothing(lin, elsewhere):
    row = added(lin)
    other = builders.person(elsewhere, "else", "officer")
    assert company(other)
    with acting(other), pytest.raises(NotFound):
        services.violator_lift(actor=other, violator_id=row.pk, why="removed", note="移出")


def test_who_only_watches_keeps_no_list(lin, harbour):
    viewer = builders.person(harbour, "view", "viewer")
    with acting(viewer), pytest.raises(Forbidden):
        services.violator_add(actor=viewer, listed=listed(), name=LIST, effect="deny")


def test_the_codes_of_these_tests_are_codes():
    assert all(check("uscc", one, clock.today()).valid for one in (CODE, OTHER))
