"""Links and codes are written down once a broadcast, and what is behind them is kept."""

import hashlib
import json

import pytest
from django.db import transaction

from conduct import selectors, services
from conduct.models import Jump, Landing
from conduct.services.jump import MOST
from conduct.services.landing import run
from ledger.models import Entry
from livecompliance.kernel import outbound
from livecompliance.kernel.exceptions import Forbidden, NotFound
from livecompliance.kernel.tenancy import acting
from office import selectors as office
from office.services import file_open
from office.services.progress import Progress
from tests.conduct.conftest import answered, happened, jumps_of, link, listed, qr

pytestmark = pytest.mark.django_db


@pytest.fixture
def jump(lin, tea_session) -> Jump:
    happened(tea_session, link(1, "https://evil.example/a"))
    return jumps_of(lin)[0]


@pytest.mark.law("M-link-safety")
def test_a_link_is_written_down_once_with_what_speaks_against_it(lin, tea_session):
    row = listed(lin)
    happened(
        tea_session,
        link(1, "https://evil.example/a?x=1"),
        link(2, "https://EVIL.example/a?x=1"),
        qr(3, "https://u.wechat.com/abc"),
    )
    happened(tea_session, link(4, "https://evil.example/a?x=1"))
    first, second = jumps_of(lin)

    assert (first.host, first.flags, first.times) == ("evil.example", ["blocked"], 3)
    assert (first.listed_id, first.suggestion) == (row.pk, "block")
    assert (second.kind, second.flags) == ("qr", ["private"])
    assert b"evil" not in bytes(first.target_sealed)
    with acting(lin):
        assert (
            selectors.target_of(selectors.jump_get(lin, first.pk)) == "https://evil.example/a?x=1"
        )


@pytest.mark.long
def test_a_broadcast_that_shows_ever_new_links_fills_no_disk(lin, tea_session):
    many = [link(n, f"https://a{n}.example/") for n in range(MOST + 20)]
    happened(tea_session, *many)

    assert len(jumps_of(lin)) == MOST


def test_a_link_of_bad_bytes_is_written_down_like_any_other(lin, tea_session):
    happened(tea_session, link(1, "https://\u202eevil.example/\U0001f600\u0000"))

    assert len(jumps_of(lin)) == 1


@pytest.mark.law("M-link-safety")
def test_what_stood_behind_a_link_is_kept_as_evidence(lin, jump):
    body = "<title>特惠</title><p>加我微信 tea88766 私下转账</p><script>x</script>".encode()
    with acting(lin):
        landing = services.landing_keep(actor=lin, jump_id=jump.pk, answer=answered(body))
        with transaction.atomic():
            kept = b"".join(file_open(actor=lin, file_id=landing.file_id).pieces())
            entry = Entry.objects.get(action="conduct.landing_kept")

    digest = hashlib.sha256(body).hexdigest()
    assert kept == body
    assert (landing.state, landing.status, landing.codes) == ("kept", 200, ["F-OFFPLAT"])
    assert json.loads(bytes(entry.body))["data"]["sha256"] == landing.sha256 == digest
    assert "evil.example/a" not in bytes(entry.body).decode()  # origins only


def test_what_a_page_says_and_asks_is_kept_and_sealed_with_the_broadcast(lin, jump):
    body = "<title>奖品领取</title><p>请输入</p><input type=password><a href='/pay'>付</a>"
    with acting(lin), transaction.atomic():
        landing = services.landing_keep(actor=lin, jump_id=jump.pk, answer=answered(body.encode()))
        said = selectors.said_on(jump, landing)
    assert (said.title, said.words, said.leads) == ("奖品领取", "请输入 付", ("/pay",))
    assert said.url == "https://evil.example/a"
    assert landing.asks == ["password"]
    assert "奖品领取".encode() not in bytes(landing.seen_sealed)
    assert [hop["address"] for hop in landing.hops] == ["203.0.113.9"]


def test_a_page_that_sends_its_visitor_on_is_followed_and_every_hop_is_kept(
    lin, tea_session, settings, monkeypatch
):
    pages = {
        "https://evil.example/a": b"<meta http-equiv=refresh content='0;url=/b'>",
        "https://evil.example/b": b"<script>location.href='https://evil.example/c'</script>",
        "https://evil.example/c": b"<script>location.href='https://evil.example/d'</script>",
    }
    asked = []

    def fetch(request):
        asked.append(request.url)
        return answered(pages[request.url], request.url)

    monkeypatch.setattr(outbound, "fetch", fetch)
    happened(tea_session, link(1, "https://evil.example/a"))
    with acting(lin):
        job = services.landing_order(actor=lin, jump_id=jumps_of(lin)[0].pk)
    landing = work(lin, job)
    assert asked == list(pages)  # two hops on, and no further
    assert len(landing.hops) == 3
    assert [bool(hop.get("by_page")) for hop in landing.hops] == [False, False, True]


def test_where_the_next_page_is_refused_the_one_before_stands(lin, tea_session, monkeypatch):
    def fetch(request):
        if "127.0.0.1" in request.url:
            raise outbound.Refused("private network")
        return answered(b"<meta http-equiv=refresh content='0;url=http://127.0.0.1/'>", request.url)

    monkeypatch.setattr(outbound, "fetch", fetch)
    happened(tea_session, link(1, "https://evil.example/a"))
    with acting(lin):
        job = services.landing_order(actor=lin, jump_id=jumps_of(lin)[0].pk)
    landing = work(lin, job)
    assert (landing.state, landing.host, len(landing.hops)) == ("kept", "evil.example", 1)


def test_a_link_that_could_not_be_opened_is_kept_as_such(lin, jump):
    with acting(lin):
        landing = services.landing_keep(
            actor=lin, jump_id=jump.pk, answer=outbound.Refused("private network")
        )
    assert (landing.state, landing.refusal, landing.file_id) == ("refused", "private network", None)


def test_the_job_goes_through_the_checked_way_out(lin, tea_session, settings):
    settings.ALLOW_PRIVATE_WEBHOOKS = False
    happened(tea_session, link(1, "http://127.0.0.1/admin"))
    with acting(lin):
        job = services.landing_order(actor=lin, jump_id=jumps_of(lin)[0].pk)
        assert services.landing_order(actor=lin, jump_id=jumps_of(lin)[0].pk).pk == job.pk
    landing = work(lin, job)

    assert landing.state == "refused"


def work(actor, job):
    """Carry a job to its end, as a worker that has it would."""
    with acting(actor), transaction.atomic():
        row = office.job_get(actor, job.pk, lock=True)
        row.state, row.run = row.State.RUNNING, row.pk
        row.save()
    with acting(actor):
        done = run(Progress(actor, row), row.arguments)
        with transaction.atomic():
            return Landing.objects.get(pk=done["landing"])


def test_nobody_but_an_officer_has_links_opened(wu, chun, outsider, jump):
    for actor, refusal in ((wu, Forbidden), (chun, Forbidden), (outsider, NotFound)):
        with acting(actor), pytest.raises(refusal):
            services.landing_order(actor=actor, jump_id=jump.pk)
