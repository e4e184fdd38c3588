"""Whom an issuer lets in, and what ends it: his place, his factor, the issuer itself."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache

from accounts.models import User
from livecompliance.kernel.exceptions import Invalid
from portal import services
from portal.models import OutsideLogin
from tests import builders
from tests.portal.conftest import grant, visitor
from tests.portal.issuer import SECRET
from tests.portal.outside.arriving import browser, entered, is_in, refused, walked

pytestmark = pytest.mark.django_db(databases=["default", "regulator"])


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
