"""Going to anything by number or name, and to nothing that one may not see."""

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test import Client
from django.utils.translation import override

from accounts.models import User
from livecompliance import pages  # noqa: F401  (they let themselves be found)
from livecompliance.kernel import law, search
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.tenancy import acting
from rooms.models import OnAir, Room
from tests import builders
from tests.attack.conftest import signed_in
from tests.rooms.conftest import key_of

pytestmark = pytest.mark.django_db


def found(actor, words, kind=None, most=8) -> list[str]:
    """Return the titles of what an actor finds, of one kind or of all but pages and clauses."""
    with acting(actor), transaction.atomic():
        groups = search.find(actor, words, most)
    rest = {"page", "clause"}
    return [
        one.title
        for group in groups
        for one in group.found
        if (group.kind == kind if kind else group.kind not in rest)
    ]


@pytest.fixture
def jar_room(lin) -> Room:
    return builders.room(lin, "一百%好茶_罐", external_id="R-1024", operator_name="海港茶行")


@pytest.mark.parametrize("words", ["养生茶", "生茶", "阿春家的养生茶专场", " 养生茶 ", "茶"])
def test_a_room_is_found_by_a_part_of_its_title(lin, tea_room, words):
    assert found(lin, words, "room") == ["阿春家的养生茶专场"]


@pytest.mark.parametrize("words", ["R-1024", "r-1024", "1024", "Ｒ-1０24", "海港茶", "茶_罐"])
def test_a_room_is_found_by_its_number_and_its_operator_however_it_is_written(lin, jar_room, words):
    assert found(lin, words, "room") == ["一百%好茶_罐"]


def test_a_room_and_a_broadcast_are_found_by_our_own_number(lin, tea_room, tea_session):
    assert found(lin, str(tea_room.pk)) == ["阿春家的养生茶专场"]
    assert found(lin, str(tea_session.pk).upper()[:23], "session") == ["阿春家的养生茶专场"]


@pytest.mark.parametrize("words", ["%", "_", "%%", "一百_好", "\\", "' OR 1=1 --", "茶%罐", "(.)"])
def test_wildcards_are_letters_like_any_other(lin, tea_room, jar_room, words):
    titles = found(lin, words, "room")

    assert titles == (["一百%好茶_罐"] if words in "一百%好茶_罐" else [])


@pytest.mark.parametrize("words", ["", " ", "\0", "\n\t", "茶" * 10_000, "a" * 101, "\u202e"])
def test_what_is_no_word_or_longer_than_any_name_finds_nothing(lin, tea_room, words):
    assert found(lin, words) == []


def test_old_rooms_are_found_behind_a_thousand_newer_ones(lin, tea_room, jar_room):
    with acting(system_actor(lin.tenant_id)), transaction.atomic():
        Room.objects.bulk_create(
            Room(tenant_id=lin.tenant_id, title=f"皮具{n}", external_id=f"X{n}")
            for n in range(1_100)
        )

    assert found(lin, "养生", "room") == ["阿春家的养生茶专场"]
    assert found(lin, "R-1024", "room") == ["一百%好茶_罐"]
    assert len(found(lin, "皮具", "room")) == 8
    assert found(lin, "皮具", "room")[0] == "皮具1099"


def test_the_same_words_come_first_then_what_begins_with_them(lin):
    for title in ("茶会专场", "夜茶", "茶", "老茶馆"):
        builders.room(lin, title)

    assert found(lin, "茶", "room")[:2] == ["茶", "茶会专场"]


def test_the_room_of_that_very_number_comes_first(lin):
    for number in ("20", "120", "2", "201"):
        builders.room(lin, f"专场{number}", external_id=number)

    assert found(lin, "20", "room")[0] == "专场20"


def test_another_tenant_finds_nothing(outsider, tea_room, tea_session, jar_room):
    for words in ("养生茶", "R-1024", str(tea_room.pk), str(tea_session.pk), "茶", "Chun"):
        assert found(outsider, words) == []


def test_the_function_gives_nothing_of_a_tenant_that_is_not_acted_for(lin, outsider, tea_room):
    ask = "SELECT count(*) FROM search_rooms_room(%s::uuid[], '养生', 8)"
    counts = []
    for actor in (lin, outsider, None):
        with acting(actor), connection.cursor() as cursor:
            cursor.execute(ask, [[lin.tenant_id]])
            counts.append(cursor.fetchone()[0])

    assert counts == [1, 0, 0]


def test_a_streamer_finds_only_his_own_rooms(chun, lin, harbour, tea_room, tea_session, jar_room):
    other = builders.person(harbour, "other", "streamer")

    assert found(chun, "茶") == ["阿春家的养生茶专场"]
    assert found(chun, str(tea_session.pk), "session") == ["阿春家的养生茶专场"]
    assert found(other, "茶") == []
    assert found(other, str(tea_session.pk)) == []
    assert found(other, str(tea_room.pk)) == []


def test_a_streamers_room_leads_to_his_own_page(chun, tea_room):
    (group,) = [one for one in search_as(chun, "养生茶") if one.kind == "room"]

    assert group.found[0].url == f"/stream/{tea_room.pk}"


def search_as(actor, words):
    with acting(actor), transaction.atomic():
        return search.find(actor, words)


def test_members_are_found_by_who_manages_them_and_by_nobody_else(harbour, lin, wu, chun):
    admin = builders.person(harbour, "root", "system_admin")
    guard = builders.person(harbour, "guard", "security_admin")

    assert found(admin, "lin", "person") == ["Lin"]
    assert found(admin, "W", "person") == ["Wu"]
    for actor in (
        lin,
        wu,
        chun,
        guard,
        Actor(frozenset({harbour.pk})),
    ):
        assert found(actor, "lin", "person") == []


def test_addresses_and_mobiles_of_people_are_not_searchable(harbour, lin):
    admin = builders.person(harbour, "root", "system_admin")
    named = {"email": "lin@example.com", "display_name": "林13800138000"}
    User.objects.filter(pk=lin.user_id).update(**named)

    for words in ("lin@example.com", "example", "@", "13800138000", "138001", "harbour:lin"):
        assert found(admin, words) == [], words
    assert found(admin, "林", "person") == ["林13800138000"]


def test_who_is_on_air_is_found_by_stage_name_and_shown_masked(lin, outsider, tea_session):
    with acting(system_actor(lin.tenant_id)), transaction.atomic():
        OnAir.objects.create(tenant_id=lin.tenant_id, session=tea_session, stage_name="林小鹿")

    assert found(lin, "小鹿", "marketer") == ["林*"]
    assert found(outsider, "小鹿") == []


@pytest.mark.parametrize("words", ["M-18-2", "m-18-2", "第十八条"])
def test_clauses_are_found_by_number_by_everybody(chun, words):
    titles = found(chun, words, "clause")

    assert any("18" in title or "十八" in title for title in titles)


def test_of_a_long_clause_the_beginning_is_shown_up_to_a_whole_word(chun):
    with acting(chun), transaction.atomic(), override("en"):
        groups = search.find(chun, "platform", 8)
    (details,) = [[one.detail for one in group.found] for group in groups if group.kind == "clause"]

    texts = [one.reference for one in law.register().values()]
    for one in details:
        whole = next(text for text in texts if text.startswith(one.removesuffix("…")))
        assert len(one) <= 81
        assert one == whole or whole[len(one) - 1] in " ,;"


@pytest.mark.parametrize(("words", "titles"), [("直播墙", ["直播墙"]), ("live wall", ["直播墙"])])
def test_pages_are_found_in_both_languages_by_who_may_open_them(lin, chun, words, titles):
    assert found(lin, words, "page") == titles
    assert found(chun, words, "page") == []


def test_the_api_answers_a_key_with_the_scope_and_refuses_nonsense(harbour, tea_room):
    client = Client()
    headers = {"Authorization": key_of(harbour, "rooms.read")}

    def ask(**query):
        return client.get("/api/v1/search", query, headers=headers)

    assert [one["kind"] for one in ask(q="养生茶").json()["results"]] == ["room"]
    assert ask(q="茶").status_code == 200
    for query in ({}, {"q": ""}, {"q": "茶" * 10_000}):
        assert ask(**query).status_code == 422, query
    assert ask(q="a", limit=0).status_code == 422
    assert ask(q="a\0").status_code in {400, 422}


def test_the_palette_offers_pages_first_and_then_what_was_found(lin, tea_room):
    browser = signed_in(lin)

    start = browser.get("/search").content.decode()
    answer = browser.get("/search", {"q": "养生茶"}).content.decode()
    nothing = browser.get("/search", {"q": "<b>x</b>"}).content.decode()

    assert 'href="/wall"' in start
    assert f'href="/rooms/{tea_room.pk}"' in answer
    assert "&lt;b&gt;x&lt;/b&gt;" in nothing
    assert "<b>x" not in nothing


def test_the_definer_sees_of_a_user_nothing_but_the_name(harbour):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(column_name, ',' ORDER BY column_name)"
            " FROM information_schema.column_privileges"
            " WHERE table_name = 'accounts_user' AND grantee = 'lc_definer'"
        )
        seen = cursor.fetchone()[0]
        cursor.execute("SELECT has_table_privilege('lc_definer', 'accounts_user', 'SELECT')")
        whole = cursor.fetchone()[0]

    assert seen in {"display_name,id", None}  # None: information_schema shows own grants only
    assert not whole
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET ROLE lc_definer")
