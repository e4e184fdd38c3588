"""Several small signs together make an address suspect; one alone does not."""

import pytest

from moderation.engine import Engine, RoomState
from moderation.engine.engine import PACKS
from moderation.engine.jumps import Targets, read_jump, signs_of
from moderation.engine.lexicon import from_packs
from moderation.engine.loader import load

KNOWN = Targets(load(PACKS))


@pytest.mark.parametrize(
    "address",
    [
        "https://avdeeff.example/wp-content/plugins/bank/accountConfirm.php",
        "http://fido.example/go/www1.royalbank.com/cgi-bin/ClientSignin.htm",
        "https://verify-wallet.weebly.com/",
        "http://videosfacebook.top/app",
        "https://a-b-c.xyz/u?email=somebody@mail.example",
        "https://taobao-kefu.free.idcfengye.com/login",
    ],
)
def test_what_phishers_do_is_suspect(address):
    assert "suspect" in read_jump(address, KNOWN).flags
    assert len(signs_of(address, KNOWN)) > 1


@pytest.mark.parametrize(
    "address",
    [
        "https://shop.example/goods/123",
        "https://shop.example/account/login",
        "https://docs.example/index.php?page=4",
        "https://blog.example/2024/05/01/a-long-title-with-many-hyphens",
        "https://somebody.github.io/project/",
        "https://login.taobao.com/member/login.php?redirect=a",
        "https://img.alicdn.com/imgextra/0123456789abcdef0123456789abcdef.png",
        "https://example.top/",
        "https://my.shop.example:443/",
    ],
)
def test_one_sign_alone_and_known_sites_are_not(address):
    assert "suspect" not in read_jump(address, KNOWN).flags
    assert signs_of(address, KNOWN) == frozenset()


@pytest.mark.long
def test_a_suspect_address_waits_for_a_person_and_nobody_is_warned():
    jumps = [pack for pack in load(PACKS) if pack.pack == "base-jumps"]
    state = RoomState()
    (result,) = Engine(from_packs(jumps)).inspect(
        [{"id": 1, "type": "link", "url": "https://verify-wallet.weebly.com/", "at": 1_000}], state
    )
    assert result.suggestion == "review"
    assert any(label.rule == "R-jump-suspect" for label in result.labels)
    assert state.take_proposals() == []


@pytest.mark.long
def test_an_address_that_the_platform_allows_is_not_suspect():
    known = Targets(load(PACKS), ["verify-wallet.weebly.com"])
    assert "suspect" not in read_jump("https://verify-wallet.weebly.com/", known).flags
