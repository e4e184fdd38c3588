"""Bytes that nobody would send in good faith: refused in words, never a server's error."""

import io
import json

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def problem(answer) -> dict:
    assert answer["Content-Type"].startswith("application/problem+json"), answer.content[:200]
    body = answer.json()
    assert body["status"] == answer.status_code
    return body


@pytest.mark.parametrize(
    "body",
    [
        b'{"id":"a\\u0000b","type":"title","text":"' + "全国第一".encode() + b'"}',
        b'{"id":"\\ud800","type":"title","text":"x"}',
        b'{"id":"1","type":"title","text":"\\udc00 ' + "全国第一".encode() + b'"}',
        b'{"id":"1","type":"title","x":' + b'{"a":' * 5_000 + b"1" + b"}" * 5_000 + b"}",
        b"[" * 100_000,
        b'{"id":"1","type":"product","price_fen":' + b"9" * 5_000 + b"}",
        b'{"id":"1","type":"metric","viewers":9223372036854775808}',
        b'{"id":"1","type":"frame","labels":[{"name":"a","score":1e999}]}',
        b'{"id":"1","type":"title","text":NaN}',
        b'{"id":"' + b"x" * 1_000_000 + b'","type":"title"}',
        b'{"id":"\xff"}',
        b"null",
        b"[]",
        b'"a"',
        b"",
    ],
    ids=lambda body: repr(body[:40]),
)
def test_a_hostile_body_is_refused_as_a_problem(api, body):
    answer = api("post", "/api/v1/inspect", body)

    assert answer.status_code in {400, 422}
    problem(answer)


def test_a_body_too_large_is_refused_before_it_is_read_as_json(api):
    answer = api("post", "/api/v1/inspect", b'{"x":"' + b"a" * 3_000_000 + b'"}')

    assert answer.status_code == 413
    assert problem(answer)["code"] == "too_large"


def test_a_form_with_a_large_file_is_refused_before_any_of_it_is_read():
    class Unread(io.RawIOBase):
        def read(self, *_size):
            raise AssertionError("the form was read")

    for path in ("/accounts/login/", "/inbox", "/api/v1/inspect"):
        answer = Client().generic(
            "POST", path,
            **{"wsgi.input": Unread(), "CONTENT_LENGTH": str(300 << 20),
               "CONTENT_TYPE": "multipart/form-data; boundary=x"},
        )  # fmt: skip

        assert answer.status_code == 413, path
        if path != "/api/v1/inspect":
            assert "什么都没有保存" in answer.content.decode()
            assert "too_large" in answer.content.decode()
    assert problem(answer)["code"] == "too_large"


@pytest.mark.parametrize("given", ["/wall?room=%00", "/accounts/login/?next=a%00b"])
def test_what_cannot_be_read_says_what_happened_what_was_kept_and_what_to_do(given):
    said = {
        "zh-hans": ("无法读取", "什么都没有保存", "返回上一页"),
        "en": ("could not be read", "Nothing was saved", "go back"),
    }
    for language, words in said.items():
        answer = Client(headers={"Accept-Language": language}).get(given)

        page = answer.content.decode()
        assert answer.status_code == 400
        assert all(one in page for one in (*words, "unreadable", "<html"))
        toast = Client().get(given, headers={"HX-Request": "true"}).content.decode()
        assert "toast-card--error" in toast
        assert "unreadable" in toast


def test_a_host_that_is_not_ours_is_refused_in_words_too(settings):
    settings.ALLOWED_HOSTS = ["ours.example"]

    answer = Client(headers={"Host": "evil.example"}).get("/accounts/login/")

    assert answer.status_code == 400
    assert "unreadable" in answer.content.decode()
    assert "evil.example" not in answer.content.decode()


def test_words_that_no_column_holds_are_reviewed_all_the_same(api):
    body = {"id": "1", "type": "title", "text": "全国\0第一 \u202e加我微信 tea88766"}

    answer = api("post", "/api/v1/inspect", json.dumps(body).encode())

    assert answer.status_code == 200
    assert answer.json()["results"][0]["suggestion"] != "pass"


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/v1/rooms/abc", "/api/v1/rooms/"])
def test_an_unknown_address_of_the_api_answers_as_the_api(api, path):
    answer = api("get", path)

    assert answer.status_code == 404
    assert problem(answer)["code"] == "not_found"


@pytest.mark.parametrize("form", ["a=%00", "a=1&%00=2"])
@pytest.mark.parametrize(
    "path",
    [
        "/embed/rooms/01900000-0000-7000-8000-000000000000/notice",
        "/accounts/login/",
        "/wall",
        "/settings/record",
        "/api/v1/rooms",
    ],
)
def test_a_nul_in_a_query_is_a_bad_request_everywhere(db, path, form):
    query = form.replace(
        "a=", {"/accounts/login/": "platform=", "/wall": "q="}.get(path, "tenant=")
    )

    answer = Client(raise_request_exception=False).get(f"{path}?{query}")

    assert answer.status_code == 400


def test_a_nul_in_a_form_is_a_bad_request(browser_of, lin, tea_room, tea_session):
    form = {"kind": "warning", "clause": "M-truthful", "reason": "改\0正"}
    browser = browser_of(lin, raise_request_exception=False)

    assert browser.post(f"/rooms/{tea_room.pk}/measures", form).status_code == 400


@pytest.mark.parametrize("cookie", ['lc_session="\\000abcdefgh"', 'lc_csrf="\\000"', 'x="\\000"'])
def test_a_nul_in_a_cookie_is_a_bad_request(db, cookie):
    browser = Client(raise_request_exception=False, headers={"Cookie": cookie})

    assert browser.get("/accounts/login/").status_code == 400


def test_a_form_in_another_alphabet_is_a_bad_request(db):
    kind = "application/x-www-form-urlencoded; charset=zlib"
    browser = Client(raise_request_exception=False)

    answer = browser.generic("POST", "/accounts/login/", b"x", content_type=kind)

    assert answer.status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        b'{"client":"\\ud800","large":true}',
        b'{"client":NaN,"large":true}',
        b'{"client":{"a":1},"large":true}',
        b'{"client":"a","large":"yes"}',
        b"[" * 990,
        b"\xff",
        b"",
    ],
)
def test_a_viewers_banner_says_only_what_it_may(client, tea_room, tea_session, body):
    path = f"/embed/rooms/{tea_room.pk}/shown?tenant=harbour"

    assert client.generic("POST", path, body).status_code == 422


@pytest.mark.parametrize(
    "url",
    [
        "https://[::1",
        "https://a\x7fb.example/",
        "https://exa mple.example/",
        "https://ok.example:99999/",
        "https://ok.example/\nX: y",
        "https://.example/",
        "https://*.example/",
        "https://user:pw@ok.example/",
        "javascript:alert(1)",
        "https://" + "a" * 80 + ".example/",
    ],
)
def test_an_address_that_is_none_is_not_taken_for_webhooks(browser_of, guard, url):
    browser = browser_of(guard, raise_request_exception=False)

    answer = browser.post("/settings/webhooks/add", {"url": url})

    assert (answer.status_code, answer.get("Location")) == (302, "/settings/webhooks")


@pytest.mark.parametrize(
    "origin",
    [
        "https://shop.example;script-src",
        "https://*",
        "https://a,b",
        "https://'unsafe-inline'",
        "https://[::1",
        "https://a\x7f",
    ],
)
def test_no_origin_reaches_into_the_content_security_policy(
    browser_of, guard, client, tea_room, tea_session, origin
):
    browser_of(guard).post("/settings/origins", {"origins": origin})

    answer = client.get(f"/embed/rooms/{tea_room.pk}/notice?tenant=harbour")

    policy = dict(
        part.strip().partition(" ")[::2] for part in answer["Content-Security-Policy"].split(";")
    )
    assert policy["frame-ancestors"] == "'self'"


def test_origins_that_were_refused_stand_there_to_be_mended(browser_of, guard):
    answer = browser_of(guard).post(
        "/settings/origins", {"origins": "https://shop.example\nnonsense"}
    )

    assert "https://shop.example\nnonsense</textarea>" in answer.content.decode()


def test_the_streams_of_origins_that_are_some_pass(browser_of, guard, client, tea_room):
    good = (
        "https://shop.example https://例え.example http://127.0.0.1:8080 https://[2001:db8::1]:8443"
    )
    browser_of(guard).post("/settings/origins", {"origins": good})

    answer = client.get(f"/embed/rooms/{tea_room.pk}/notice?tenant=harbour")

    assert "https://xn--r8jz45g.example" in answer["Content-Security-Policy"]
    assert "https://[2001:db8::1]:8443" in answer["Content-Security-Policy"]
