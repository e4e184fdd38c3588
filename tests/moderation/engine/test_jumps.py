"""Where links, codes and share phrases lead, by how they are written; nothing is looked up."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.engine import Engine
from moderation.engine.engine import PACKS
from moderation.engine.jumps import FLAGS, Targets, find_jump, read_jump
from moderation.engine.loader import load
from moderation.engine.source import PackSource, TargetSource
from moderation.engine.types import PackError

BASE = load(PACKS)
SHOP = "shop.example.cn"


def targets(*more: TargetSource, own=(SHOP,)) -> Targets:
    return Targets([*BASE, PackSource(pack="own", targets=list(more))], own)


KNOWN = targets()


def flags(target: str, known: Targets = KNOWN) -> set[str]:
    return set(read_jump(target, known).flags)


@pytest.mark.law("M-link-safety")
@pytest.mark.parametrize(
    "target",
    [
        "https://tаobao.com/item",  # Cyrillic а
        "https://xn--tobao-4ve.com/item",
        "https://ta0bao.com",
        "https://tabao.com",
        "https://toabao.com",
        "https://taobao.com.evil.top/login",
        "https://www-taobao.com/",
        "https://apple-support.top",
        "https://login.jd.com.pay-order.top/",
        "https://shop.example.cn.evil.top/",
        "https://раураl.com/",
    ],
)
def test_a_host_made_to_be_taken_for_another_is_a_likeness(target):
    assert "lookalike" in flags(target)


@pytest.mark.parametrize(
    "target",
    [
        "https://www.taobao.com/item?id=1",
        "https://a.b.apple.com/",
        "https://alibaba.com",
        "https://jb.com",
        "https://中文.example/",
        "https://taobaovillage.example.edu.cn/papers",
        f"https://{SHOP}/goods/1",
        "/goods/1",
        "//shop.example.cn/goods/1",
    ],
)
def test_a_site_of_its_own_name_is_none(target):
    assert not flags(target)


@pytest.mark.law("M-link-safety")
@pytest.mark.parametrize(
    ("target", "flag"),
    [
        ("https://jd.com@evil.cn/", "disguised"),
        ("https://jd.com%40evil.cn@evil.cn/", "disguised"),
        ("http://2130706433/", "disguised"),
        ("http://0x7f.0.0.1/", "disguised"),
        ("http://017700000001/", "disguised"),
        ("http://[::ffff:10.0.0.1]/", "disguised"),
        ("javascript:alert(1)", "danger"),
        ("java\u200bscript:alert(1)", "danger"),
        ("data:text/html;base64,PHN2Zz4=", "danger"),
        ("https://dl.example.org/app.APK?from=live", "install"),
        ("itms-services://?action=download-manifest&url=https://x.example/a.plist", "install"),
        ("https://u.wechat.com/abcdef", "private"),
        ("HTTPS://QR.ALIPAY.COM/FKX01", "private"),
        ("ｈｔｔｐｓ：//ｑｒ．ａｌｉｐａｙ．ｃｏｍ/x", "private"),
        ("https:\\\\qm.qq.com\\q", "private"),
        ("https://weixin.qq.com/g/abc", "private"),
        ("wxp://f2f0abc", "private"),
        ("tel:4000000000", "private"),
        ("MECARD:N:Nobody;TEL:1;;", "private"),
        ("BEGIN:VCARD\nVERSION:3.0\nEND:VCARD", "private"),
        ("https://t.cn/A6abc", "short"),
        ("https://shop.example.cn/r?to=https%253A%252F%252Fevil.top", "redirect"),
        ("https://shop.example.cn/r#next=//evil.top/a", "redirect"),
        ("https://shop.example.cn/r?to=javascript:alert(1)", "redirect"),
        ("intent://x#Intent;S.browser_fallback_url=https%3A%2F%2Fa.top;end", "redirect"),
        ("taobao://item.taobao.com/item.htm", "app"),
        ("weixin://dl/business/?t=abc", "mini"),
        ("#小程序://好物馆/a1b2c3", "mini"),
        ("pages/index/index?id=3", "mini"),
        ("￥AbC12345dE￥", "code"),
        ("7.48 Abc:/ 复制打开看看", "code"),
        ("http://plain.example.org/", "insecure"),
    ],
)
def test_what_is_written_of_a_target_speaks_against_it(target, flag):
    assert flag in flags(target)
    assert flags(target) <= FLAGS


def test_a_parameter_that_stays_on_the_platform_is_no_redirect():
    assert not flags(f"https://{SHOP}/r?to=https%3A%2F%2F{SHOP}%2Fcart")


@pytest.mark.law("M-link-safety")
def test_the_platforms_lists_come_before_everything_but_danger():
    known = targets(
        TargetSource(list="block", kind="host", value="evil.top", id="1"),
        TargetSource(list="block", kind="url", value="fine.example/bad", id="2"),
        TargetSource(list="block", kind="app", value="wx0123456789abcdef", id="3"),
        TargetSource(list="block", kind="code", value="￥AbC12345dE￥", id="4"),
        TargetSource(list="allow", kind="host", value="t.cn"),
        TargetSource(list="allow", kind="url", value="u.wechat.com/ours"),
    )

    assert read_jump("https://a.b.evil.top/x", known).listed == "1"
    assert read_jump("https://fine.example/bad/deep?x=1", known).listed == "2"
    assert read_jump("weixin://app/wx0123456789abcdef/pages/a", known).listed == "3"
    assert read_jump("￥AbC12345dE￥", known).listed == "4"
    assert "blocked" not in flags("https://fine.example/badly", known)
    assert "blocked" not in flags("https://notevil.top", known)
    assert not flags("https://t.cn/A6", known)
    assert not flags("https://u.wechat.com/ours/1", known)
    assert "private" in flags("https://u.wechat.com/theirs", known)
    assert "danger" in flags("javascript:void(0)", targets(own=("javascript",)))


def test_words_are_searched_for_addresses_and_share_phrases():
    assert find_jump("看这里 https://ta0bao.com/a，快来", KNOWN).flags == {"lookalike"}
    assert find_jump("复制 ￥AbC12345dE￥ 打开", KNOWN).flags == {"code"}
    assert find_jump("原价￥199，现价￥99，买二送一", KNOWN) is None
    assert find_jump("大家好，十二点三十准时开播 12:30", KNOWN) is None


@pytest.mark.long
def test_rules_judge_what_is_shown_and_what_is_said():
    engine = Engine.from_packs(PACKS, own_hosts=[SHOP])

    def judged(kind, **fields):
        result = engine.inspect([{"type": kind, "id": 1} | fields])[0]
        return result.suggestion, {label.rule for label in result.labels}

    assert "R-jump-disguised" in judged("link", url="https://ta0bao.com/a")[1]
    assert judged("qr", content="https://u.wechat.com/x")[0] == "block"
    assert "R-jump-code" in judged("speech", text="复制这段 ￥AbC12345dE￥ 打开")[1]
    assert "R-jump-viewer" in judged("comment", text="看 https://t.me/abcde 有")[1]
    assert judged("link", url=f"https://{SHOP}/goods/1") == ("pass", set())


def test_a_rule_that_asks_for_an_unknown_flag_is_refused():
    from moderation.engine.rules import compile_rule
    from moderation.engine.source import RuleSource, Then

    rule = RuleSource(id="R-x", when='jump("nonsense")', then=Then())
    with pytest.raises(PackError, match="nonsense"):
        compile_rule(rule, PackSource(pack="x"), frozenset())


@given(st.text(max_size=300))
@pytest.mark.long
def test_no_text_is_too_odd_to_be_read(text):
    assert read_jump(text, KNOWN).flags <= FLAGS
    find_jump(text, KNOWN)


@pytest.mark.parametrize(
    ("before", "piece"),
    [
        ("https://", "a."),
        ("https://x.example/?", "a=https://y.example/&"),
        ("https://x.example/?u=", "https%25253A"),
        ("https://", "@"),
        ("", "￥"),
        ("", "%"),
        ("", "["),
        ("https://xn--", "a"),
    ],
)
def test_what_a_target_costs_grows_with_its_length_and_no_faster(before, piece):
    short, long = (_cost((before + piece * length)[:length]) for length in (500, 4_000))

    assert long < 3 * 8 * short + 0.004, f"{short * 1000:.1f} ms became {long * 1000:.1f} ms"


def _cost(target: str) -> float:
    """Return the least processor time of three readings."""
    best = float("inf")
    for _ in range(3):
        began = time.process_time()
        read_jump(target, KNOWN)
        find_jump(target, KNOWN)
        best = min(best, time.process_time() - began)
    return best


def test_half_a_letter_and_a_nought_are_read_like_any_other_sign():
    assert read_jump("https://\ud800.example/\x00", KNOWN).flags <= FLAGS
