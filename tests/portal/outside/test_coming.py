"""An authority's people sign in at its own issuer: a real one, over a real socket."""

from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import jwt
import pytest

from livecompliance.kernel import clock
from portal.models import OutsideLogin
from tests.portal.conftest import CITY, grant, visitor
from tests.portal.issuer import CLIENT, SECRET, Key
from tests.portal.issuer import Issuer as Server
from tests.portal.outside.arriving import begun, browser, entered, is_in, path, refused, walked

pytestmark = pytest.mark.django_db(databases=["default", "regulator"])


@pytest.mark.long
@pytest.mark.django_db(databases=["default", "regulator"], transaction=True)
def test_who_is_entered_comes_in_by_his_issuer_and_sees_what_was_granted(row, server, chen):
    client = browser()
    answer = walked(client, row, server, next="/portal/harbour/rooms")
    assert (answer.status_code, answer["Location"]) == (302, "/portal/harbour/rooms")
    assert client.get("/portal/harbour/rooms").status_code == 200
    assert OutsideLogin.objects.get().user_id == chen.pk
    assert server.asked.count("/token") == 1


def test_what_is_asked_of_the_issuer_binds_the_answer_to_this_browser(row, server):
    first, second = (dict(parse_qsl(urlsplit(begun(browser(), row)).query)) for _one in range(2))
    for one in (first, second):
        assert one["response_type"] == "code"
        assert one["code_challenge_method"] == "S256"
        assert "openid" in one["scope"].split()
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name]) >= 43
        assert first[name] != second[name]
    assert SECRET not in str(first)


def test_an_answer_without_a_way_of_this_browser_is_refused(row, server, chen):
    address = server.agree(begun(browser(), row))
    other = browser()
    begun(other, row)
    refused(other.get(path(address)), "不是从这个浏览器开始的")
    assert "/token" not in server.asked
    assert not is_in(other)


def test_an_answer_is_good_once(row, server, chen):
    client = browser()
    address = server.agree(begun(client, row))
    refused(client.get(path(address, state="another")), "不是从这个浏览器开始的")
    assert client.get(path(address)).status_code == 302
    client.post("/accounts/logout/")
    refused(client.get(path(address)), "已经用过")


def test_a_token_that_was_used_is_not_used_again(row, server, chen):
    client = browser()
    nonce = dict(parse_qsl(urlsplit(begun(client, row)).query))["nonce"]
    walked(client, row, server)
    client.post("/accounts/logout/")
    server.lies = {"nonce": nonce}
    refused(walked(client, row, server))
    assert not is_in(client)


def test_who_comes_back_too_late_begins_anew(row, server, chen, monkeypatch):
    client, now = browser(), clock.now()
    address = server.agree(begun(client, row))
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=10, seconds=1))
    refused(client.get(path(address)), "已经过期")


@pytest.mark.parametrize(
    "lies",
    [
        {"iss": "https://other.example"},
        {"iss": None},
        {"aud": "another"},
        {"aud": [CLIENT, "another"]},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"aud": None},
        {"azp": "another"},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": None},
        {"exp": 1},
        {"exp": "soon"},
        {"iat": 1},
        {"iat": None},
        {"iat": 99_999_999_999},
        {"nbf": 99_999_999_999},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 256},
    ],
)
def test_a_token_that_says_something_else_lets_nobody_in(row, server, chen, lies):
    client = browser()
    server.lies = lies
    refused(walked(client, row, server))
    assert not is_in(client)
    assert not OutsideLogin.objects.exists()


def test_a_minute_between_two_clocks_is_no_lie(row, server, chen):
    now = int(clock.now().timestamp())
    client = browser()
    server.lies = {"iat": now + 55, "nbf": now + 55, "exp": now - 55}
    assert walked(client, row, server).status_code == 302
    assert is_in(client)


def test_a_signature_of_nobody_lets_nobody_in(row, server, chen):
    server.signer = Key("k-1")  # its name, and not its key
    refused(walked(browser(), row, server))
    server.signer = Key("k-9")
    refused(walked(browser(), row, server))


def test_a_token_signed_with_what_everybody_knows_lets_nobody_in(row, server, chen, monkeypatch):
    public = jwt.algorithms.RSAAlgorithm.from_jwk(server.keys[0].public())
    assert public is not None
    for algorithm, key in (("none", None), ("HS256", SECRET * 3), ("HS256", CLIENT * 3)):
        monkeypatch.setattr(
            server,
            "signed",
            lambda claims, key=key, algorithm=algorithm: jwt.encode(
                claims, key, algorithm=algorithm, headers={"kid": "k-1"}
            ),
        )
        refused(walked(browser(), row, server))


def test_a_short_key_signs_nothing(row, server, chen):
    server.keys = [Key("k-1", 1024)]
    server.signer = server.keys[0]
    refused(walked(browser(), row, server))


def test_a_key_that_is_new_is_asked_for_once(row, server, chen):
    client = browser()
    assert walked(client, row, server).status_code == 302
    client.post("/accounts/logout/")
    server.keys.append(Key("k-2"))
    server.signer = server.keys[1]
    assert walked(client, row, server).status_code == 302
    assert server.asked.count("/keys") == 2
    client.post("/accounts/logout/")
    server.signer = Key("k-3")
    for _again in range(3):
        refused(walked(client, row, server))
    assert server.asked.count("/keys") <= 3


def test_an_answer_of_another_issuer_is_not_taken_to_this_one(row, server, chen):
    client = browser()
    address = server.agree(begun(client, row))
    for other in ({"iss": "https://other.example"}, {"iss": ""}):
        refused(client.get(path(address, **other)))
        address = server.agree(begun(client, row))
    assert "/token" not in server.asked


def test_a_way_begun_at_one_issuer_does_not_end_at_another(row, server, chen):
    other_server = Server()
    try:
        other = entered(other_server, CITY)
        client = browser()
        address = server.agree(begun(client, row))
        wrong = path(address).replace(str(row.pk), str(other.pk))
        refused(client.get(wrong), "重新登录")
        assert "/token" not in other_server.asked
    finally:
        other_server.close()


def test_the_same_subject_of_another_issuer_is_somebody_else(row, server, chen, harbour):
    client = browser()
    assert walked(client, row, server).status_code == 302
    other_server = Server()
    try:
        other = entered(other_server, CITY)
        refused(walked(browser(), other, other_server))  # chen is of another authority
        wang = visitor("gov:wang", CITY)
        grant(harbour, wang)
        other_server.person = {"sub": "s-1", "preferred_username": "wang"}
        assert walked(browser(), other, other_server).status_code == 302
    finally:
        other_server.close()
    bound = {one.issuer_id: one.user_id for one in OutsideLogin.objects.all()}
    assert bound == {row.pk: chen.pk, other.pk: wang.pk}


def test_a_subject_stays_the_person_it_was_whatever_login_it_says_later(row, server, chen, harbour):
    wang = visitor("gov:wang")
    grant(harbour, wang)
    assert walked(browser(), row, server).status_code == 302
    server.person = {"sub": "s-1", "preferred_username": "wang"}
    client = browser()
    assert walked(client, row, server).status_code == 302
    assert client.session["_auth_user_id"] == str(chen.pk)
    server.person = {"sub": "s-2", "preferred_username": "chen"}
    refused(walked(browser(), row, server))  # chen is another subject there already
