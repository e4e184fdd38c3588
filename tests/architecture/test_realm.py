"""Every address of the product, by every method, knocked at as somebody of an authority.

He gets into the portal and nowhere else, and writes nothing anywhere: counted in every table of
the database, but for the looks that the portal's own writer makes, and for what he asks of a
platform by the two addresses that are for it, as the inspector.
"""

import asyncio

import pytest
from asgiref.sync import sync_to_async
from django.db import connections

from accounts.models import User
from livecompliance import doors, doors_portal, realm
from tests.architecture.test_endpoints import is_let_in
from tests.architecture.test_everybody import body_for
from tests.architecture.world import EVERY, ask, path_of
from tests.portal.conftest import browser_of, grant, visitor
from tests.portal.test_published import made

pytestmark = [
    pytest.mark.django_db(databases=["default", "regulator", "owner"], transaction=True),
    pytest.mark.long,
]
METHODS = (("GET", "HEAD"), ("POST", "PUT"), ("PATCH", "DELETE"))
# Who is in may only do this of allauth's: it is his own account.
OWN_ACCOUNT = ("account_", "mfa_")
# What a look writes: itself, its entry, and what the sealer takes it from; and the session.
WITNESSED = {"portal_look", "ledger_entry", "ledger_pending", "django_session"}
# What a request of his writes besides: itself, its steps, its clocks, letters to the officers.
FILED = {
    *("oversight_inspection", "oversight_inspectionstep"),
    *("office_clock", "office_clockevent", "office_letter", "office_mail"),
    "accounts_tenantkey",  # made by what is sealed first
}
ASKED = {
    "kind": "routine",
    "document_number": "浙网办〔2026〕31 号",
    "title": "直播内容审核制度执行情况",
    "matters": ["content"],
    "asked": "请提供十一月的巡查记录和处置情况。",
}
TABLES = """
SELECT c.relname FROM pg_class c WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
AND c.relnamespace = 'public'::regnamespace ORDER BY c.relname
"""


def prints() -> dict[str, str]:
    """Return a fingerprint of every row of every table, by table, as the owner sees them."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(TABLES)
        names = [name for (name,) in cursor.fetchall()]
        asked = [
            f"SELECT '{name}', count(*) || ':' || COALESCE(sum(hashtext(t::text)), 0)"  # noqa: S608
            f" FROM {name} t"
            for name in names
        ]
        cursor.execute(" UNION ALL ".join(asked))
        return dict(cursor.fetchall())


def changed(before: dict[str, str]) -> set[str]:
    after = prints()
    return {name for name in after if after[name] != before[name]}


@pytest.fixture
def somebody(harbour) -> User:
    user = visitor()
    grant(harbour, user)
    return user


@pytest.mark.parametrize("methods", METHODS)
def test_a_regulator_gets_in_nowhere_but_into_the_portal_and_writes_nothing(
    harbour, world, somebody, methods
):
    browser = browser_of(somebody, raise_request_exception=False)
    world["platform"] = "harbour"
    before, wrong = prints(), []
    for one in EVERY:
        if one.name.startswith(OWN_ACCOUNT) or one.name in {"set_language", "portal-sign-in"}:
            continue
        path = path_of(one.route, world)
        for method in {one.method} & set(methods) if one.is_api else methods:
            sent = body_for(one, world) if one.is_api else None
            short = {"HX-Request": "true"} if method != "GET" else {}  # a fragment refuses him too
            answer = ask(browser, method, path, sent, **short)
            is_his = "regulator" in one.door or "everybody" in one.door
            is_home = path == "/" and answer.status_code == 302 and answer["Location"] == "/portal"
            is_right = is_his or is_home or answer.status_code == 403
            if not is_right or answer.status_code >= 500:
                wrong.append((method, one.route, answer.status_code))
    assert wrong == []
    assert changed(before) <= WITNESSED


def test_the_portal_shows_him_every_page_of_it(harbour, world, somebody, lin):
    browser = browser_of(somebody, raise_request_exception=False)
    world.update({"platform": "harbour", "instrument": "M", "article": "5"})
    browser.post("/portal/harbour/inspections/file", ASKED)
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT id FROM oversight_inspection WHERE filed_by_id = %s", [somebody.pk])
        world["inspection_id"] = str(cursor.fetchone()[0])
    world["transparency_id"] = str(made(lin).pk)
    shown = [one for one in EVERY if one.door == {"regulator"}]
    assert len(shown) > 10
    for one in shown:
        path = path_of(one.route, world)
        answer = browser.get(path, {"all": ""})
        assert answer.status_code in {200, 405}, (path, answer.status_code)


def test_what_he_writes_is_what_he_asks_of_the_platform_by_two_addresses_and_no_more(
    harbour, somebody
):
    assert set(doors_portal.WRITES) == {"portal-inspection-file", "portal-inspection-rule"}
    browser = browser_of(somebody, raise_request_exception=False)
    before = prints()
    answer = browser.post("/portal/harbour/inspections/file", ASKED)
    assert answer.status_code == 302
    assert changed(before) <= WITNESSED | FILED
    before = prints()
    said = {"kind": "withdrawn", "note": "已不需要。"}
    assert browser.post(f"{answer['Location']}/rule", said).status_code == 302
    assert changed(before) <= WITNESSED | FILED


def test_what_is_open_to_him_is_the_portal_and_what_is_everybodys():
    opened = {one.name for one in EVERY if not one.is_api and realm.is_open(f"{one.route}")}
    for one in EVERY:
        if one.name in opened and not one.name.startswith(OWN_ACCOUNT):
            assert one.door <= {"regulator", "everybody"}, one.route


async def test_no_socket_stays_open_for_him(harbour, tea_room, somebody):
    from livecompliance.kernel.actors import Actor
    from tests.moderation.sockets import cookie_of

    actor = Actor(frozenset({harbour.pk}), user_id=somebody.pk)
    cookie = await sync_to_async(cookie_of)(actor)
    paths = ["/" + one.replace("<uuid:room_id>", str(tea_room.pk)) for one in doors.SOCKETS]
    assert len(paths) > 1
    opened = await asyncio.gather(*(is_let_in(path, **cookie) for path in paths))
    assert not any(opened)
