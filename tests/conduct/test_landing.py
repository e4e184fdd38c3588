"""A page that was fetched is read once from left to right, whatever its bytes."""

import time

import pytest

from conduct.rules.landing import MOST_LEADS, MOST_READ, read_page


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", ""),
        (b"\xff\xfe\x00\x00", "\ufffd\ufffd"),
        ("<p>你好</p>".encode("gbk"), "\ufffd\ufffd\ufffd"),
        (b'<meta charset="gbk"><p>' + "你好".encode("gbk"), "你好"),
        (b'<meta charset="no-such"><p>hi', "hi"),
        (b"<script>a</script><style>b</style><!-- c --><b>d &amp; e", "d & e"),
        (b"<" * 5_000, "<" * 5_000),
        (b"a<!-- b", "a"),
        (b"a<script>b", "a"),
        (b"1 < 2 <b>3</b>", "1 < 2 3"),
    ],
)
def test_the_words_of_a_page_are_read_whatever_its_bytes(body, words):
    assert read_page(body).words == words


@pytest.mark.parametrize(
    ("form", "asks"),
    [
        ("<input type=password>", ("password",)),
        ("<input name='cardNo'><input placeholder='短信验证码'>", ("card", "code")),
        ('<input type="tel">', ("phone",)),
        ("<input id=idcard aria-label='身份证号'>", ("identity",)),
        ("<input type=hidden name=password>", ()),
        ("<p>password</p>", ()),
    ],
)
def test_what_a_page_asks_of_its_visitor_is_told_by_its_fields(form, asks):
    assert read_page(form.encode()).asks == asks


@pytest.mark.parametrize(
    ("body", "onward"),
    [
        ("<meta http-equiv='Refresh' content='0; URL=https://b.example/x'>", "https://b.example/x"),
        ("<script>window.location.replace('//b.example')</script>", "//b.example"),
        ('<script>top.location = "https://b.example/"</script>', "https://b.example/"),
        ("<meta http-equiv=refresh content=30>", ""),
        ("location.href='https://b.example/'", ""),
    ],
)
def test_where_a_page_sends_its_visitor_on_by_itself_is_read(body, onward):
    assert read_page(body.encode()).onward == onward


def test_a_page_of_many_links_keeps_the_first_of_them():
    body = "".join(f"<a href=/{n}>x</a>" for n in range(MOST_LEADS + 9))
    assert len(read_page(body.encode()).leads) == MOST_LEADS


@pytest.mark.parametrize("piece", ["<!--", "<a ", "<a '", "<?", "<![", "</", "<script>", '<a b="'])
def test_no_page_takes_long_to_read(piece):
    body = (piece * (MOST_READ // len(piece))).encode()
    began = time.process_time()
    read_page(body)
    assert time.process_time() - began < 2
