"""In what words payees, payments and their faults are told."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _n
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tax.rules.brought import Bad

KINDS: Mapping[str, Any] = {
    "natural": _("自然人"),
    "individual": _("个体工商户"),
    "sole": _("个人独资企业"),
    "partnership": _("合伙企业"),
    "company": _("企业或其他组织"),
}
PAYEE_SORTS: Mapping[str, Any] = {**KINDS, "platform": _("平台内的平台企业")}
LABOURS: Mapping[str, Any] = {
    "delivery": _("配送"),
    "transport": _("运输"),
    "housekeeping": _("家政"),
    "other": _("其他便民劳务"),
}
INCOMES: Mapping[str, Any] = {
    "goods": _("销售货物"),
    "services": _("销售服务"),
    "intangibles": _("销售无形资产"),
    "other": _("其他网络交易"),
}
PERIODS: Mapping[str, Any] = {"month": _("月度扣缴"), "quarter": _("季度报送")}
STATES: Mapping[str, tuple[Any, str]] = {
    "open": (_("记账中"), ""),
    "closed": (_("已关账"), "ok"),
}
INFO_STATES: Mapping[str, tuple[Any, str]] = {
    "new": (_("新增，待报送"), "watch"),
    "changed": (_("有变动，待报送"), "watch"),
    "same": (_("与上次报送一致"), "ok"),
}
PATHS: Mapping[str, Any] = {
    "platform_cumulative": _("累计预扣（平台从业人员）"),
    "wage_cumulative": _("累计预扣（工资薪金）"),
    "labour_per_payment": _("按次预扣（劳务报酬）"),
    "labour_monthly": _("按月预扣（连续劳务报酬）"),
    "nonresident": _("非居民个人"),
    "nonresident_wage": _("非居民个人（工资薪金）"),
    "business_income": _("经营所得，不扣缴"),
    "company": _("企业收入，不扣缴"),
    "undecided": _("不能判定，须补充资料"),
}
RUN_STATES: Mapping[str, tuple[Any, str]] = {
    "running": (_("计算中"), "info"),
    "done": (_("已完成"), "ok"),
    "cancelled": (_("已取消"), ""),
}
TABLES: Mapping[str, Any] = {
    "payees": _("收款人"),
    "payments": _("支付"),
    "deductions": _("雇员的扣除"),
}
FAULTS: Mapping[str, Any] = {
    "missing": _("必填"),
    "unknown_value": _("不在可选值中"),
    "too_long": _("超过 %(most)s 个字符"),
    "too_many": _("超过 %(most)s 项"),
    "not_text": _("含有不能保存的字符"),
    "not_a_flag": _("请填是或否"),
    "not_a_date": _("没有这一天，或不是日期"),
    "in_future": _("支付时间在将来"),
    "out_of_range": _("超出范围"),
    "not_an_amount": _("不是金额"),
    "negative": _("金额不能为负；退款请填退款列"),
    "nothing": _("金额不能为零"),
    "finer_than_fen": _("金额不能细于一分"),
    "not_a_number": _("应为整数"),
    "currency": _("只接受人民币，收到的是 %(given)s；请先按规定汇率折算"),
    "no_identity": _("没有身份信息：自然人须有证件号码，其他收款人须有统一社会信用代码"),
    "bad_number": _("证件号码有误，请核对"),
    "bad_code": _("统一社会信用代码有误，请核对"),
    "employee_not_natural": _("只有自然人可以是雇员"),
    "labour_not_natural": _("只有自然人从事便民劳务"),
    "duplicate_in_batch": _("同一批中有相同编号而内容不同的行"),
    "forgotten": _("这个收款人的资料保存期已满并已销毁；请用新的编号登记"),
    "agency_unknown": _("没有登记这个专业服务机构；请先导入机构"),
    "party_unknown": _("没有这个主体"),
    "payee_unknown": _("没有登记这个收款人；请先导入收款人"),
    "differs": _("这个编号的支付已经登记，内容不同；支付不能修改，请用退款或更正"),
    "refund_unknown": _("没有登记所退的支付"),
    "refund_of_another": _("所退的支付属于另一个收款人"),
    "refund_of_kind": _("退款与所退的支付收入类型不同"),
    "negative_deduction": _("扣除金额不能为负"),
    "not_an_employee": _("只有居民雇员按工资薪金扣除"),
    "month_settled": _("这个月已申报，或之后的月份已计算；请计入之后的月份，累计预扣会补足"),
    "refund_of_buyer": _("退款的境内购买方与所退的支付不同"),
    "platform_not_registered": _("平台内的平台企业须有统一社会信用代码"),
    "refund_exceeds": _("几次退款合计多于所退的支付"),
    "period_closed": _("%(period)s 已关账；请填更正列，计入当前月份"),
}


def said(fault: Bad | None) -> str:
    """Return what a fault says in the language of the moment."""
    return str(FAULTS[fault.code]) % fault.data if fault else ""


PROBLEMS: Mapping[str, tuple[Any, Any]] = {
    "missing": (_("必填项为空"), _("必填项为空，这一行没有列入：%(field)s")),
    "destroyed": (_("身份信息已销毁"), _("身份信息的密钥已销毁，这一行没有列入")),
    "payee_unknown": (_("没有这个收款人"), _("有入账而没有登记收款人，这一行没有列入")),
    "basics_missing": (_("没有平台基本信息"), _("还没有填写平台基本信息，基本信息表没有列入")),
    "totals_differ": (_("合计与月度入账不符"), _("收入合计与各月入账合计不符，请勿报送，重新生成")),
    "gap": (_("建议补充"), _("建议补充后重新生成：%(field)s")),
    "overdrawn": (_("退款多于收入"), _("本季%(field)s的退款多于收入，请核对")),
    "buyer_unknown": (
        _("没有境内购买方"),
        _("有销售没有填境内购买方，不能按单个购买方判断，已全部列入"),
    ),
    "platforms_unsaid": (
        _("平台内的平台没有报送"),
        _("登记了平台内的平台企业，但平台基本信息没有勾选为其他平台提供服务，表 4 没有列入"),
    ),
    "month_unfiled": (_("月度扣缴未申报"), _("%(field)s 的扣缴还没有记录申报")),
}
COLUMNS: Mapping[str, Any] = {  # what may be wanted of a row, as layouts call it
    "业务类型": pgettext_lazy("column", "业务类型"),
    "信息状态标识": pgettext_lazy("column", "信息状态标识"),
    "名称": pgettext_lazy("column", "名称"),
    "国家或地区": pgettext_lazy("column", "国家或地区"),
    "地址": pgettext_lazy("column", "地址"),
    "姓名": pgettext_lazy("column", "姓名"),
    "姓名或名称": pgettext_lazy("column", "姓名或名称"),
    "平台企业名称": pgettext_lazy("column", "平台企业名称"),
    "平台企业统一社会信用代码": pgettext_lazy("column", "平台企业统一社会信用代码"),
    "平台名称": pgettext_lazy("column", "平台名称"),
    "平台唯一标识码": pgettext_lazy("column", "平台唯一标识码"),
    "平台域名": pgettext_lazy("column", "平台域名"),
    "店铺（用户）唯一标识码": pgettext_lazy("column", "店铺（用户）唯一标识码"),
    "所属期": pgettext_lazy("column", "所属期"),
    "服务机构名称": pgettext_lazy("column", "服务机构名称"),
    "服务机构统一社会信用代码": pgettext_lazy("column", "服务机构统一社会信用代码"),
    "统一社会信用代码": pgettext_lazy("column", "统一社会信用代码"),
    "网络主播姓名": pgettext_lazy("column", "网络主播姓名"),
    "网络主播姓名或名称": pgettext_lazy("column", "网络主播姓名或名称"),
    "网络主播或合作方姓名或名称": pgettext_lazy("column", "网络主播或合作方姓名或名称"),
    "联系方式": pgettext_lazy("column", "联系方式"),
    "证件号码": pgettext_lazy("column", "证件号码"),
    "证件号码或统一社会信用代码": pgettext_lazy("column", "证件号码或统一社会信用代码"),
    "证件类型": pgettext_lazy("column", "证件类型"),
    "运营开始时间": pgettext_lazy("column", "运营开始时间"),
}
ADVICE = frozenset(
    {"gap", "overdrawn", "month_unfiled", "buyer_unknown", "platforms_unsaid"}
)  # the row stays in the package
LEFT: Mapping[str, Any] = {
    "filed": _("已扣缴并代办申报，不重复报送"),
    "convenience": _("便民劳务，依法享受优惠或不需要纳税，不报送收入信息"),
    "small": _("境内购买方季度净额不超过五千元，暂不报送"),
}
PACKAGE_STATES: Mapping[str, tuple[Any, str]] = {
    "making": (_("生成中"), "info"),
    "ready": (_("待报送"), "watch"),
    "sent": (_("已报送，待回复"), "info"),
    "accepted": (_("已接收"), "ok"),
    "returned": (_("被退回"), "act"),
    "dropped": (_("已作废"), ""),
}
CHANNELS: Mapping[str, Any] = {
    "bureau": _("电子税务局"),
    "interface": _("数据接口直连"),
    "other": _("其他方式"),
}
SOURCES: Mapping[str, Any] = {"own": _("平台自行发现"), "authority": _("税务机关通知")}
LAPSES: Mapping[str, Any] = {
    "report": _("季度报送逾期"),
    "correction": _("更正逾期"),
    "omission": _("漏报"),
    "basics": _("平台基本信息报送逾期"),
}
EXTENSIONS: Mapping[str, tuple[Any, str]] = {
    "asked": (_("已申请延期"), "watch"),
    "granted": (_("已准予延期"), "ok"),
    "refused": (_("不予延期"), "act"),
}


def steps_of(steps: Sequence[tuple[str, bool]]) -> list[dict[str, Any]]:
    """Return the steps of a period as its page shows them: done, or the one that is next."""
    here = next((at for at, (_name, is_done) in enumerate(steps) if not is_done), -1)
    return [
        {"name": name, "is_done": is_done, "is_here": at == here}
        for at, (name, is_done) in enumerate(steps)
    ]


def problem_said(code: str, field: str) -> str:
    """Return what is wrong with a row, in the language of the moment."""
    named = {**INCOMES, **COLUMNS}
    fields = [str(named.get(one, one)) for one in field.split("、")]
    return str(PROBLEMS[code][1]) % {"field": _n("、").join(fields)}
