"""What kinds, states and terms are called, in the language of the page."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from complaints.rules import terms as rules

KINDS = {
    rules.CONTENT: _("违法违规信息内容"),
    rules.CONDUCT: _("直播营销行为"),
    rules.GOODS: _("商品或服务"),
    rules.DISPUTE: _("跳转到其他平台的交易纠纷"),
    rules.PERSONAL: _("个人信息"),
    rules.MINORS: _("未成年人保护"),
    rules.LIKENESS: _("肖像、声音"),
    rules.PROPERTY: _("知识产权"),
}
EXAMPLES = {
    rules.CONTENT: _("赌博、色情、诈骗、暴力等违法内容，包括弹幕"),
    rules.CONDUCT: _("虚假宣传、夸大功效、诱导下单、刷单刷评"),
    rules.GOODS: _("质量问题、与说的不符、不发货、不退换"),
    rules.DISPUTE: _("经直播间的链接或二维码到别处买的"),
    rules.PERSONAL: _("念出、展示或泄露了你的个人信息"),
    rules.MINORS: _("未成年人出镜或打赏，内容有害未成年人"),
    rules.LIKENESS: _("未经同意用了你的照片、形象或声音"),
    rules.PROPERTY: _("商标、专利、著作权等被侵害"),
}
STATES = {
    "received": _("已收到"),
    "acknowledged": _("已受理"),
    "in_hand": _("处理中"),
    "answered": _("已答复"),
    "closed": _("已办结"),
    "reopened": _("重新处理"),
    "withdrawn": _("投诉已撤回"),
    "merged": _("与同类投诉一并处理"),
}
OUTCOMES = {
    "upheld": _("属实"),
    "partly": _("部分属实"),
    "unfounded": _("不属实"),
    "unproven": _("无法查实"),
    "outside": _("不属于平台处理范围"),
}
TERMS = {
    rules.ACKNOWLEDGE: _("受理"),
    rules.ACT: _("采取必要措施"),
    rules.FEED_BACK: _("反馈结果"),
    rules.REPORT: _("向主管部门报告"),
    rules.OPERATOR: _("被投诉的运营者答复"),
    rules.PARTICULARS: _("提供必要信息"),
}
ANSWERS = {
    "agrees": _("同意要求"),
    "partly": _("部分同意"),
    "refuses": _("拒绝要求"),
}
REFERRALS = {
    "waiting": _("等待答复"),
    "answered": _("已答复，待平台核对"),
    "accepted": _("平台已采纳"),
    "returned": _("平台已退回"),
    "ended": _("不再需要答复"),
}
AUTHORITIES = {
    "market": _("市场监管部门"),
    "cyberspace": _("网信部门"),
}
CHANNELS = {
    "web": _("网页"),
    "api": _("接口"),
    "phone": _("电话"),
    "mail": _("邮件"),
    "paper": _("书面"),
}
CLUSTERS = {
    "span_days": _("多少天内的投诉合计"),
    "offer": _("同一商品：投诉人数"),
    "room": _("同一直播间：投诉人数"),
    "operator": _("同一运营者：投诉人数"),
    "per_network": _("同一网络最多计入人数"),
    "watch_days": _("加强巡查的天数"),
}
SCOPES = {"offer": _("同一商品"), "room": _("同一直播间"), "operator": _("同一运营者")}
ENDINGS = {
    "lapsed": _("期满自动结束"),
    "dissolved": _("投诉撤回或查明不属实，不再集中"),
    "dismissed": _("专员解除"),
}
FAULTS = {
    "cluster": _("人数和天数超出范围，或同一网络计入的人数不少于构成集中的人数"),
    "kind_missing": _("缺少这一类投诉的期限"),
    "kind_unknown": _("没有这一类投诉"),
    "role_unknown": _("没有这个角色"),
    "reopen_days": _("可要求重新处理的天数须在 0 至 365 之间"),
    "laxer": _("比法定期限长"),
    "amount": _("期限的数字超出范围"),
}


def kind_pair(kind: str) -> dict[str, str]:
    """Return what a kind is called, in both languages."""
    return _pair(KINDS[kind])


def answer_pair(outcome: str) -> dict[str, str]:
    """Return what a seller's answer is called, in both languages."""
    return _pair(ANSWERS[outcome])


def _pair(said: object) -> dict[str, str]:
    found = {}
    for tongue, language in (("zh", "zh-hans"), ("en", "en")):
        with override(language):
            found[tongue] = str(said)
    return found
