"""Nothing that names somebody is logged or printed: what listens to every test hears it."""

import io
import logging

import pytest
from celery.utils.log import LoggingProxy
from django.core.mail import EmailMessage, get_connection

from livecompliance.kernel import limits
from livecompliance.settings import base
from tools import pytest_logs

CLIENT, MAILBOX = "203.0.113.77", "wu.invented@mail.example"
LINK = "https://lc.example/join/0123456789abcdefghijklmnop-_"


@pytest.mark.logs_names
def test_the_watch_hears_whatever_names_somebody_and_nothing_else():
    log = logging.getLogger("tests.watch")
    named = ["11010519491231002X", "13800001234", MAILBOX, CLIENT]
    for one in named:
        log.info("refused %s twice", one)
        log.warning("(who=%s, how=2)", one)
    assert len(pytest_logs.watch.take()) == 2 * len(named)

    for harmless in (
        "127.0.0.1",
        "203.0.113.0/24",
        "w***@mail.example",
        "0.1380000123412",
        "1.2.3",
    ):
        log.warning("seen %s on postgres://lc:pw@10.0.0.1/lc", harmless)
    log.warning("segment 01a202ab-fac2-709f-a250-138000012345 of 1763827200123456789")
    assert pytest_logs.watch.take() == []


@pytest.mark.logs_names
def test_the_watch_reads_a_traceback_as_it_would_be_written():
    try:
        raise ValueError(f"no such mailbox: {CLIENT}")
    except ValueError:
        logging.getLogger("tests.watch").exception("a fault")

    assert pytest_logs.watch.take() == [f"tests.watch: {CLIENT}"]


def test_a_childs_log_file_is_read_likewise(tmp_path):
    (tmp_path / "web.log").write_text(f"listening on 127.0.0.1\nfrom {CLIENT}\n", "utf-8")

    assert pytest_logs.log_faults(tmp_path / "web.log") == [CLIENT]
    assert pytest_logs.log_faults(tmp_path / "none.log") == []


@pytest.mark.parametrize(
    ("who", "said"),
    [
        (CLIENT, "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("::ffff:203.0.113.78", "203.0.113.0/24"),
        ("key:lc_abcdefgh", "key:lc_abcdefgh"),
    ],
)
def test_a_limit_that_is_reached_names_a_network_and_no_client(caplog, who, said):
    for _ in range(2):
        limits.wait_s("public", who, 1)

    assert f"public of {said}," in caplog.text
    assert CLIENT not in caplog.text
    assert "2:3:4:5:6" not in caplog.text


def test_a_mail_that_is_printed_can_be_read_and_names_nobody(settings, capsys):
    settings.EMAIL_BACKEND = "livecompliance.kernel.mails.EmailBackend"
    body = f"王女士已受邀。\n{LINK}\n电话 138 0000 1234，{MAILBOX}"
    mail = EmailMessage("邀请", body, to=[MAILBOX], connection=get_connection())

    assert mail.send() == 1
    assert mail.send() == 1
    said = capsys.readouterr().out

    assert said.count("to w***@mail.example") == 2
    assert "Subject: 邀请" in said
    assert LINK in said  # in the demo somebody wants to follow it
    for named in ("invented", "0000 1234"):
        assert named not in said
    settings.MAIL_PRINTS_LINKS = False
    mail.send()
    assert LINK not in capsys.readouterr().out


def test_a_worker_prints_mails_beside_its_log_where_a_link_would_be_masked(
    settings, monkeypatch, caplog
):
    settings.EMAIL_BACKEND = "livecompliance.kernel.mails.EmailBackend"
    own = io.StringIO()
    monkeypatch.setattr("sys.__stdout__", own)
    monkeypatch.setattr("sys.stdout", LoggingProxy(logging.getLogger("celery.redirected")))

    EmailMessage("邀请", LINK, to=[MAILBOX], connection=get_connection()).send()

    assert f"  | {LINK}\n" in own.getvalue()
    assert not caplog.records


def test_without_a_server_mails_are_printed_masked_and_links_stay_out_of_production():
    assert base.EMAIL_BACKEND == "livecompliance.kernel.mails.EmailBackend"
    assert base.MAIL_PRINTS_LINKS is False
