"""An authority's people sign in at its own issuer: a real one, over a real socket."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.test import Client

from accounts import services as accounts
from accounts.models import User
from livecompliance.kernel import clock, outbound
from livecompliance.kernel.exceptions import Invalid
from portal import services
from portal.models import Issuer, OutsideLogin
from tests import builders
from tests.portal.conftest import CITY, PROVINCE, grant, visitor
from tests.portal.issuer import CLIENT, SECRET, Key
from tests.portal.issuer import Issuer as Server

pytestmark = pytest.mark.django_db(databases=["default", "regulator"])


@pytest.fixture
def server():
    made = Server()
    yield made
    made.close()


@pytest.fixture(autouse=True)
def near(settings):
    settings.ALLOW_PRIVATE_WEBHOOKS = True
    settings.APART = True
    cache.clear()
    outbound._rests.clear()


def entered(server: Server, office: accounts.Office = PROVINCE, **wish) -> Issuer:
    authority = accounts.authority_enter(office=office)
    given = {"login_prefix": "gov:", "strong": ["mfa"]} | wish
    return services.issuer_enter(
        authority=authority, wish=services.Wish(server.url, CLIENT, SECRET, **given)
    )


@pytest.fixture
def row(server):
    return entered(server)


@pytest.fixture
def chen(harbour):
    user = visitor("gov:chen")
    grant(harbour, user)
    return user


def browser() -> Client:
    return Client(headers={"Accept-Language": "zh-hans"}, raise_request_exception=False)


def begun(client: Client, row: Issuer, **query) -> str:
    answer = client.get(f"/portal/sign-in/{row.pk}", query)
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def path(address: str, **other) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{urlencode(dict(parse_qsl(parts.query)) | other)}"


def walked(client: Client, row: Issuer, server: Server, **query):
    """Go to the issuer, agree there, and come back."""
    return client.get(path(server.agree(begun(client, row, **query))))


def is_in(client: Client) -> bool:
    """Tell whether the portal knows him. (It sees none of his grants: they are not committed.)"""
    return client.get("/portal/harbour/duties").status_code == 403


def refused(answer, words: str = "不能登录") -> None:
    assert answer.status_code == 403, answer.status_code
    assert words in answer.content.decode()


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


def test_nobody_becomes_an_officer_by_it_whatever_the_issuer_says(row, server, harbour):
    lin = builders.person(harbour, "lin", "officer")
    name = User.objects.get(pk=lin.user_id).username
    for prefix in ("", name[:4]):
        issuer = entered(server, login_prefix=prefix)
        server.person = {"sub": "s-1", "preferred_username": name.removeprefix(prefix)}
        refused(walked(browser(), issuer, server))
    assert not OutsideLogin.objects.exists()


def test_whoever_comes_in_by_it_enters_no_page_of_a_platform(row, server, chen):
    client = browser()
    walked(client, row, server)
    for page in ("/rooms", "/settings/people", "/duties", "/api/v1/rooms"):
        assert client.get(page).status_code == 403, page
    assert client.get("/").headers["Location"] == "/portal"


def test_nobody_is_entered_by_an_issuer_alone(row, server):
    refused(walked(browser(), row, server), "还没有由主管部门登记")
    assert not User.objects.filter(username="gov:chen").exists()


def test_where_an_authority_wishes_it_people_are_entered_who_fit(server):
    with pytest.raises(Invalid):
        entered(server, enrol_pattern="gov:[a-z]+")
    claim = {"authority_claim": "org", "authority_value": "330000"}
    row = entered(server, enrol_pattern="gov:[a-z]+", **claim)
    for person in ({}, {"org": "110000"}, {"org": "330000", "preferred_username": "chen7"}):
        server.person = {"sub": "s-1", "preferred_username": "chen"} | person
        refused(walked(browser(), row, server), "统一身份认证")
    assert not User.objects.filter(username__startswith="gov:").exists()
    server.person = {"sub": "s-1", "preferred_username": "chen", "org": ["330000"]}
    assert walked(browser(), row, server).status_code == 302
    made = User.objects.get(username="gov:chen")
    assert (made.authority_id, made.has_usable_password()) == (row.authority_id, False)


def test_a_claim_that_places_him_elsewhere_lets_nobody_in(server, chen):
    row = entered(server, authority_claim="org", authority_value="330000")
    server.person |= {"org": "110000"}
    refused(walked(browser(), row, server))
    server.person |= {"org": "330000"}
    assert walked(browser(), row, server).status_code == 302


def test_a_mail_address_counts_where_the_issuer_verified_it(server, harbour):
    user = visitor("gov:chen@zj.example")
    grant(harbour, user)
    row = entered(server, login_claim="email")
    server.person = {"sub": "s-1", "email": "chen@zj.example"}
    refused(walked(browser(), row, server), "还没有")
    server.person |= {"email_verified": True}
    assert walked(browser(), row, server).status_code == 302


def test_a_second_factor_is_asked_unless_the_issuer_asked_for_one(row, server, chen):
    secret = generate_totp_secret()
    TOTP.activate(chen, secret)
    client = browser()
    answer = walked(client, row, server)
    assert answer["Location"] == "/accounts/2fa/authenticate/"
    assert not is_in(client)
    server.person |= {"amr": ["pwd", "mfa"]}
    client = browser()
    assert walked(client, row, server)["Location"] == "/portal"
    assert is_in(client)


def test_where_a_second_factor_is_forced_the_issuers_counts_only_as_agreed(
    row, server, chen, settings
):
    settings.FORCE_MFA = True
    for said, is_enough in (
        ({}, False),
        ({"amr": ["pwd"]}, False),
        ({"acr": "urn:other"}, False),
        ({"amr": "mfa"}, False),
        ({"amr": ["mfa"]}, True),
        ({"acr": "mfa"}, True),
    ):
        server.person = {"sub": "s-1", "preferred_username": "chen"} | said
        client = browser()
        walked(client, row, server)
        answer = client.get("/portal/harbour/duties")
        assert (answer.status_code != 302) == is_enough, said
        if not is_enough:
            assert answer["Location"] == "/accounts/2fa/"


def test_a_factor_of_one_sign_in_is_none_of_another_person(row, server, chen, harbour, settings):
    settings.FORCE_MFA = True
    server.person |= {"amr": ["mfa"]}
    client = browser()
    walked(client, row, server)
    assert is_in(client)
    wang = visitor("gov:wang")
    grant(harbour, wang)
    client.force_login(wang, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/portal/harbour/duties")["Location"] == "/accounts/2fa/"


def test_whoever_is_shut_out_or_has_no_grant_is_not_let_in(row, server, chen):
    User.objects.filter(pk=chen.pk).update(is_active=False)
    refused(walked(browser(), row, server))


def test_leaving_leads_out_of_the_issuer_too(row, server, chen):
    client = browser()
    walked(client, row, server)
    answer = client.post("/accounts/logout/")
    assert answer["Location"] == f"/portal/sign-in?out={row.pk}"
    assert not is_in(client)
    door = client.get(answer["Location"]).content.decode()
    assert f"/portal/sign-in/{row.pk}/out" in door
    leads = client.get(f"/portal/sign-in/{row.pk}/out")["Location"]
    assert leads.startswith(f"{server.url}/leave?")
    asked = parse_qs(urlsplit(leads).query)
    assert asked["post_logout_redirect_uri"] == ["http://testserver/portal/sign-in"]


def test_whoever_leaves_his_issuer_is_out_here_with_his_next_request(row, server, chen):
    client, ended = browser(), f"/portal/sign-in/{row.pk}/ended"
    walked(client, row, server)
    for lies in ({"events": {}}, {"nonce": "n"}, {"aud": "x"}, {"iss": "x"}, {"sub": None}):
        answer = browser().post(ended, {"logout_token": server.leaving(**lies)})
        assert (answer.status_code, is_in(client)) == (400, True), lies
    assert browser().post(ended, {"logout_token": "x.y.z"}).status_code == 400
    assert browser().post(ended, {"logout_token": server.token("n")}).status_code == 400
    assert browser().post(ended, {"logout_token": server.leaving()}).status_code == 200
    assert client.get("/portal/harbour/duties").status_code == 401
    assert walked(client, row, server).status_code == 302
    assert is_in(client)


def test_when_an_issuer_is_ended_whoever_came_by_it_is_out(row, server, chen):
    client = browser()
    walked(client, row, server)
    services.issuer_end(authority=row.authority)
    assert client.get("/portal/harbour/duties").status_code == 401
    assert browser().get(f"/portal/sign-in/{row.pk}").status_code == 404


def test_an_issuer_that_is_silent_or_not_itself_is_said_to_be(row, server, chen):
    for said in (
        {"issuer": "https://other.example"},
        {"token_endpoint": None},
        {"jwks_uri": "ftp://x"},
    ):
        cache.clear()
        server.said = said
        answer = browser().get(f"/portal/sign-in/{row.pk}")
        assert answer.status_code == 503
        assert "没有给出可用的答复" in answer.content.decode()
    server.close()
    cache.clear()
    assert browser().get(f"/portal/sign-in/{row.pk}").status_code == 503


def test_an_inner_address_is_no_issuer(row, server, settings):
    settings.ALLOW_PRIVATE_WEBHOOKS = False
    assert browser().get(f"/portal/sign-in/{row.pk}").status_code == 503
    assert server.asked == []
    with pytest.raises(Invalid):
        entered(server)


def test_one_address_has_issuers_asked_so_often_and_no_oftener(row, server, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"outside": "3/m/ip"}
    codes = [browser().get(f"/portal/sign-in/{row.pk}").status_code for _one in range(5)]
    assert codes == [302, 302, 302, 429, 429]


def test_the_door_names_the_issuers_and_the_secret_stands_nowhere(row, caplog, chen, server):
    door = browser().get("/portal/sign-in").content.decode()
    assert f'href="/portal/sign-in/{row.pk}"' in door
    assert "浙江省网信办统一身份认证" in door
    walked(browser(), row, server)
    assert SECRET.encode() not in bytes(row.secret_sealed)
    assert not re.search(r"s-1|gov:chen", caplog.text)
