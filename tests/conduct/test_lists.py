"""The platform's lists: what may stand there, who puts it there, and that the engine heeds it."""

from datetime import timedelta

import pytest
from django.db import transaction

from conduct import selectors, services
from conduct.models import ListHead, Target
from conduct.rules.targets import Fault, Wish, csv_of, read_csv, settled
from ledger.models import Entry
from livecompliance.kernel import clock
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from moderation import services as moderation
from moderation.models import Finding
from tests import builders
from tests.conduct.conftest import EVIL, by_notice, happened, link, listed
from tests.moderation.services.streams import now_ms, said

pytestmark = pytest.mark.django_db


def rules_of(actor) -> set[str]:
    with acting(actor), transaction.atomic():
        return set(Finding.objects.values_list("rule", flat=True))


@pytest.mark.law("M-link-safety")
def test_what_is_put_on_the_blocklist_is_found_in_the_next_batch(lin, tea_session):
    happened(tea_session, link(1, f"https://shop.{EVIL}/a"))
    assert "R-jump-blocked" not in rules_of(lin)

    listed(lin)
    happened(tea_session, link(2, f"https://shop.{EVIL}/b"))

    assert "R-jump-blocked" in rules_of(lin)


def test_what_was_taken_off_is_found_no_more_but_stays_to_prove_what_was_known(lin, tea_session):
    row = listed(lin)
    with acting(lin):
        services.target_remove(actor=lin, target_id=row.pk, reason="已整改")
        services.target_remove(actor=lin, target_id=row.pk, reason="再按一次")
    happened(tea_session, link(1, f"https://{EVIL}/"))

    assert "R-jump-blocked" not in rules_of(lin)
    with acting(lin), transaction.atomic():
        kept = Target.objects.get(pk=row.pk)
        assert kept.removed_reason == "已整改"
        assert [one.action for one in Entry.objects.filter(action__startswith="conduct.")] == [
            "conduct.target_added",
            "conduct.target_removed",
        ]


@pytest.mark.law("M-18-5")
def test_naming_a_barred_account_on_air_is_promotion_for_others(lin, tea_session):
    by_notice(lin, "name", "黑心养生馆")
    happened(tea_session, said(1, "大家去黑心养生馆也逛逛"), said(2, "我们的茶很香"))

    with acting(lin), transaction.atomic():
        found = Finding.objects.get(code="F-OTHERS")
    assert (found.clause, found.event_key) == ("M-18-5", "1")


def test_a_backtest_knows_the_lists_too(lin):
    by_notice(lin, "name", "黑心养生馆")
    with acting(lin), transaction.atomic():
        engine = moderation.engine_with(lin, [])
    assert "F-OTHERS" in engine.families


def test_another_platform_does_not_know_our_lists(lin, outsider, tea_session):
    row = listed(lin)
    session = builders.session(outsider, builders.room(outsider))
    happened(session, link(1, f"https://{EVIL}/"))

    assert "R-jump-blocked" not in rules_of(outsider)
    with acting(outsider):
        with pytest.raises(NotFound):
            services.target_remove(actor=outsider, target_id=row.pk, reason="x")
        assert list(selectors.target_list(outsider)) == []


def test_only_officers_and_the_platforms_system_keep_lists(wu, chun, gateway):
    for actor in (wu, chun):
        with acting(actor), pytest.raises(Forbidden):
            services.target_add(actor=actor, wish=Wish("block", "host", EVIL))
    assert listed(gateway).added_by_id is None


@pytest.mark.parametrize(
    ("field", "wish"),
    [
        ("kind", Wish("block", "planet", EVIL)),
        ("list", Wish("grey", "host", EVIL)),
        ("list", Wish("allow", "account", "someone")),
        ("value", Wish("block", "host", "not a host")),
        ("value", Wish("block", "host", "com")),
        ("value", Wish("block", "url", "evil.example")),
        ("value", Wish("block", "name", "★★★★")),
        ("value", Wish("block", "name", "x" * 81)),
        ("value", Wish("block", "name", "")),
        ("known_ref", Wish("block", "host", EVIL, known_by="notice")),
        ("known_by", Wish("block", "host", EVIL, known_by="rumour")),
        ("known_on", Wish("block", "host", EVIL, known_on=clock.today() + timedelta(days=1))),
    ],
)
def test_what_cannot_be_an_entry_is_refused_at_its_place(field, wish):
    with pytest.raises(Fault) as refused:
        settled(wish, clock.today())
    assert refused.value.field == field


def test_the_same_place_in_other_spelling_stands_once(lin):
    listed(lin, "host", "EVIL.example")
    for spelling in ("https://evil.example/a", "ｅｖｉｌ.example", "evil.example."):
        with acting(lin), pytest.raises(services.AlreadyListed):
            services.target_add(actor=lin, wish=Wish("block", "host", spelling))
    with acting(lin), transaction.atomic():
        assert ListHead.objects.get().number == 1


def test_a_list_is_imported_with_its_wrong_lines_named(lin):
    text = (
        "\ufefflist,kind,value,reason,known_by,known_on,known_ref\r\n"
        "block,host,one.example,诈骗,public_list,2026-01-02,https://list.example/1\r\n"
        "block,host,one.example,,,,\r\n"
        ",account,TEA-123,,,,\r\n"
        "block,host,!!!,,,,\r\n"
        "block,host,two.example,,notice,,\r\n"
        "block,host,three.example,,,2026-13-45,\r\n"
    )
    with acting(lin):
        done = services.targets_import(actor=lin, text=text)

    assert (done.added, done.known) == (2, 1)
    assert done.faults == ((5, "value"), (6, "known_ref"), (7, "known_on"))


def test_lists_survive_export_and_import(lin):
    by_notice(lin, "host", EVIL)
    listed(lin, "account", "=cmd|x")
    with acting(lin):
        text = csv_of(services.targets_export(actor=lin))
    rows = [one for _line, one in read_csv(text)]

    assert "'=cmd|x" in text
    assert [(one.kind, one.known_by) for one in rows] == [
        ("account", "decision"),
        ("host", "notice"),
    ]


@pytest.mark.parametrize("text", ["", "\x00", "\n\n", '"' * 9_999, "a,b,c\n" * 5_001])
def test_nonsense_is_no_list(lin, text):
    with acting(lin):
        try:
            done = services.targets_import(actor=lin, text=text)
        except Invalid:
            return
    assert done.added == 0


def test_what_an_entry_names_is_not_readable_in_the_table(lin):
    row = listed(lin, "account", "somebody-9")
    with acting(lin), transaction.atomic():
        kept = Target.objects.get(pk=row.pk)
    assert b"somebody" not in bytes(kept.value_sealed)
    assert "somebody" not in kept.value_digest
    assert selectors.entries_of([kept])[0].value == "somebody-9"


@pytest.mark.law("M-content-patrol")
def test_a_listed_picture_in_a_frame_is_a_finding_unless_an_allowed_one_is_nearer(lin, tea_session):
    row = listed(lin, "picture", "PHASH:F0F0A5A5C3C31234")
    listed(lin, "picture", "phash:f0f0a5a5c3c31237", list="allow")
    frames = [("1", "f0f0a5a5c3c3123c"), ("2", "f0f0a5a5c3c31237"), ("3", "0123456789abcdef")]
    happened(
        tea_session,
        *({"id": key, "type": "frame", "hashes": {"phash": value}, "at": now_ms()}
          for key, value in frames),
    )  # fmt: skip
    with acting(lin), transaction.atomic():
        found = Finding.objects.filter(session=tea_session, code="F-PICTURE")
        assert [(one.event_key, one.rule, one.clause) for one in found] == [
            ("1", "R-picture-known", "M-content-patrol")
        ]
        entry = Entry.objects.get(action="conduct.target_added", subject_ref=str(row.pk))
        assert entry.clause == "M-content-patrol"


def test_what_is_no_fingerprint_is_no_entry(lin):
    with pytest.raises(Invalid):
        listed(lin, "picture", "phash:nothing")
