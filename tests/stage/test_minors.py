"""What may affect minors: its notice, its proof, where it is not shown, what they may spend."""

import pytest
from django.db import connection, transaction

from accounts import services as accounts
from ledger.models import Entry, Outbox
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from stage import selectors, services
from stage.models import MinorsClass, MinorSpend, NoticeShown
from stage.rules import minors as rules
from tests import builders as world
from tests.stage import builders

HELD = ["paid", "search", "coupon", "official", "following", "room"]  # where a flagged room may be
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("judged")]


def declare(actor, room, *kinds):
    with acting(actor):
        return services.minors_declare(actor=actor, room_id=room.pk, kinds=kinds)


def notice(actor, room):
    with acting(actor):
        return selectors.minors_notice(actor, room.pk)


def shown(actor, session, sha256, client="phone-1"):
    with acting(actor):
        return services.notice_shown(
            actor=actor, session_id=session.pk, client=client, sha256=sha256
        )


@pytest.mark.law("MNP-notice")
def test_each_of_the_four_types_has_its_words_in_both_languages(lin, tea_room):
    assert notice(lin, tea_room).words == {}
    assert declare(lin, tea_room, "privacy", "imitation") == ["imitation", "privacy"]

    found = notice(lin, tea_room)

    assert set(found.words) == {"zh", "en"}
    for kind in ("imitation", "privacy"):
        assert rules.NAMES[kind]["zh"] in found.words["zh"]
        assert rules.NAMES[kind]["en"] in found.words["en"]
    assert (found.is_set, len(found.sha256)) == (False, 64)
    with pytest.raises(Invalid):
        declare(lin, tea_room, "boring")


@pytest.mark.law("M-minors-notice")
def test_what_a_client_showed_is_proved_by_the_digest_of_its_words(
    lin, gateway, tea_room, tea_session
):
    declare(lin, tea_room, "values")
    words = notice(lin, tea_room).sha256

    assert [shown(gateway, tea_session, words) for _ in range(3)] == [1, 2, 3]
    assert shown(gateway, tea_session, words, "phone-2") == 1
    with acting(lin):
        rows = list(NoticeShown.objects.all())
        entries = Entry.objects.filter(action="stage.minors_notice_shown")
        assert entries.count() == 1
    assert {one.words_sha256 for one in rows} == {words}
    assert not any("phone" in one.client for one in rows)
    assert all(one.first_shown_at <= one.last_shown_at for one in rows)


def test_words_that_are_not_the_rooms_notice_prove_nothing(lin, gateway, tea_room, tea_session):
    with pytest.raises(services.OtherNotice):
        shown(gateway, tea_session, "0" * 64)
    declare(lin, tea_room, "values")
    old = notice(lin, tea_room).sha256
    declare(lin, tea_room, "likeness")

    with pytest.raises(services.OtherNotice) as refusal:
        shown(gateway, tea_session, old)
    assert refusal.value.extra["sha256"] == notice(lin, tea_room).sha256


def test_proof_is_taken_while_the_room_is_on_air_from_its_streamer_or_the_platform(
    lin, wu, chun, tea_room, tea_session
):
    declare(lin, tea_room, "values")
    words = notice(lin, tea_room).sha256
    assert shown(chun, tea_session, words) == 1
    with pytest.raises(Forbidden):
        shown(wu, tea_session, words)
    for client in ("", "x" * 201):
        with pytest.raises(Invalid):
            shown(chun, tea_session, words, client)
    world.end(tea_session)
    with pytest.raises(services.NotOnAir):
        shown(chun, tea_session, words)


@pytest.mark.law("MNP-prominence")
def test_a_flagged_room_stays_off_first_screens_pop_ups_and_hot_lists(lin, tea_room):
    with acting(lin):
        assert selectors.placements(lin, tea_room.pk) == list(rules.SURFACES)
    declare(lin, tea_room, "values", "likeness")

    with acting(lin):
        assert selectors.placements(lin, tea_room.pk) == HELD
        (message,) = Outbox.objects.filter(topic="room.placements_changed")
        assert message.payload["surfaces"] == HELD
        for row in MinorsClass.objects.all():
            services.minors_clear(actor=lin, class_id=row.pk, reason="已核实，内容不涉及")
        assert selectors.placements(lin, tea_room.pk) == list(rules.SURFACES)
        assert Outbox.objects.filter(topic="room.placements_changed").count() == 2


def test_findings_point_at_types_and_an_officer_says_that_they_do_not(
    lin, wu, outsider, tea_room, tea_session
):
    with acting(lin), transaction.atomic():
        args = {"actor": lin, "session": tea_session}
        assert services.minors_find(families={"F-VULGAR", "F-PRICE"}, **args) == ["imitation"]
        assert services.minors_find(families={"F-VULGAR", "F-SUPERST"}, **args) == ["values"]
        row = MinorsClass.objects.get(kind="imitation")
    assert (row.origin, row.family, row.session_id) == ("engine", "F-VULGAR", tea_session.pk)

    def clear(actor, reason="误报"):
        with acting(actor):
            return services.minors_clear(actor=actor, class_id=row.pk, reason=reason)

    with pytest.raises(Invalid):
        clear(lin, " ")
    with pytest.raises(Forbidden):
        clear(wu)
    with pytest.raises(NotFound):
        clear(outsider)
    assert clear(lin).cleared_at == clear(lin).cleared_at
    assert notice(lin, tea_room).kinds == ["values"]


def ask(gateway, amount, reference, account="kid-7"):
    with acting(gateway):
        return services.spending_ask(
            actor=gateway, account=account, amount_fen=amount, reference=reference
        )


def mode(gateway, account="kid-7", **given):
    with acting(gateway):
        return services.minor_mode_set(actor=gateway, account=account, **{"is_on": True} | given)


@pytest.mark.law("MNP-spending")
def test_a_minor_spends_no_more_at_once_or_in_a_day_than_his_limits(gateway, ahead):
    mode(gateway, single_fen=5_000, daily_fen=8_000)
    answers = [ask(gateway, amount, f"p{amount}") for amount in (5_001, 5_000, 3_001, 3_000, 1)]

    assert [one.refused_for for one in answers] == ["single", "", "daily", "", "daily"]
    assert answers[-1].spent_fen == 8_000
    ahead(days=1)
    assert ask(gateway, 5_000, "tomorrow").is_allowed


def test_one_payment_is_counted_once_however_often_it_is_asked(gateway, ahead):
    mode(gateway, daily_fen=100)

    assert [ask(gateway, 60, "p1").spent_fen for _ in range(3)] == [60, 60, 60]
    assert ask(gateway, 60, "p2").refused_for == "daily"
    ahead(days=1)
    assert ask(gateway, 60, "p2").refused_for == "daily"  # it was answered before
    with acting(gateway):
        assert MinorSpend.objects.count() == 2


@pytest.mark.law("MNP-mode")
def test_the_stricter_of_the_platforms_and_the_guardians_limit_stands(harbour, gateway):
    guard = world.person(harbour, "guard", "security_admin")
    with acting(guard):
        accounts.tenant_policy_set(
            actor=guard, changes={"minor_single_yuan": 50, "minor_daily_yuan": 100}
        )
    mode(gateway, single_fen=10_000, daily_fen=6_000)

    assert ask(gateway, 5_001, "a").refused_for == "single"
    assert ask(gateway, 5_000, "b").is_allowed
    assert ask(gateway, 1_001, "c").refused_for == "daily"


def test_who_is_not_in_minor_mode_is_not_limited_here(gateway):
    assert ask(gateway, 1_000_000, "a").is_allowed
    mode(gateway, single_fen=0)
    assert ask(gateway, 1, "b").refused_for == "single"
    mode(gateway, is_on=False)
    assert ask(gateway, 1_000_000, "c").is_allowed


def test_accounts_are_kept_as_digests_and_only_the_platform_knows_them(lin, gateway, outsider):
    mode(gateway, single_fen=1)
    ask(gateway, 5, "pay-2026-1")
    with acting(gateway), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT a::text, s::text FROM stage_minoraccount a, stage_minorspend s")
        rows = str(cursor.fetchall()) + str(list(Entry.objects.values_list("body", flat=True)))
    assert "kid-7" not in rows
    assert "pay-2026" not in rows
    for actor in (lin, outsider):
        with pytest.raises(Forbidden):
            mode(actor)
        with pytest.raises(Forbidden):
            ask(actor, 1, "x")


@pytest.mark.parametrize(
    "given", [{"amount": 0}, {"amount": -1}, {"reference": ""}, {"account": ""}]
)
def test_a_payment_without_sense_is_not_answered(gateway, given):
    with pytest.raises(Invalid):
        ask(gateway, **{"amount": 1, "reference": "a"} | given)
    with pytest.raises(Invalid):
        mode(gateway, single_fen=-1)


def test_a_streamer_declares_for_his_own_room_only(chun, outsider, tea_room):
    assert declare(chun, tea_room, "values") == ["values"]
    assert builders.submit(chun, tea_room, "title").state == "approved"
    with pytest.raises(NotFound):
        declare(outsider, tea_room, "values")
