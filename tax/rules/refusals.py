"""Why a figure is not computed: every refusal has a code and says it in both languages."""

from typing import NamedTuple


class Words(NamedTuple):
    """A sentence in both languages; names in braces are filled from the refusal's facts."""

    zh: str
    en: str


WORDS = {
    "amount_not_exact": Words(
        "{name}必须是以元为单位的十进制数",
        "{name} must be a decimal amount",
    ),
    "amount_finer_than_fen": Words("{name}不得细于一分", "{name} is finer than one fen"),
    "amount_too_large": Words("{name}过大", "{name} is too large"),
    "amount_negative": Words("{name}不得为负", "{name} must not be negative"),
    "not_a_number": Words("{name}必须是整数", "{name} must be a whole number"),
    "out_of_range": Words("{name}超出范围", "{name} is out of range"),
    "not_a_flag": Words("{name}必须是 true 或 false", "{name} must be true or false"),
    "not_a_list": Words("{name}必须是列表", "{name} must be a list"),
    "lengths_differ": Words(
        "{name}的长度与月份数不符",
        "{name} has another length than the months",
    ),
    "missing": Words("缺少{name}", "{name} is missing"),
    "unknown_value": Words("{name}不是已知的取值", "{name} is not one of the known values"),
    "unknown_input": Words("不认识的输入：{name}", "{name} is not an input of this kind"),
    "unknown_kind": Words("不认识的种类", "the kind is not known"),
    "not_a_date": Words("{name}必须是存在的日期", "{name} must be a date that exists"),
    "unknown_table": Words("没有名为{name}的税率表", "there is no table named {name}"),
    "table_date_hole": Words(
        "{name}在{on}没有生效的版本",
        "{name} has no version in force on {on}",
    ),
    "table_date_overlap": Words(
        "{name}的两个版本日期重叠",
        "two versions of {name} overlap in time",
    ),
    "table_bracket_hole": Words(
        "{name}的级距之间有空缺",
        "{name} has a hole between its brackets",
    ),
    "table_bracket_overlap": Words("{name}的级距重叠", "brackets of {name} overlap"),
    "table_not_continuous": Words(
        "{name}的速算扣除数与级距不符",
        "the quick deductions of {name} do not fit its brackets",
    ),
    "table_malformed": Words("{name}无法读取", "{name} cannot be read"),
    "gap_policy_unknown": Words("不认识的间断口径", "the gap policy is not known"),
    "currency": Words("只计算人民币，收到的是{currency}", "only CNY is computed, not {currency}"),
    "period_closed": Words("{period}已经结账", "{period} is closed"),
    "identity_missing": Words("收款人没有身份信息", "the payee has no identity"),
    "out_of_order": Words(
        "付款没有按收款人和月份排列",
        "payments are not sorted by payee and month",
    ),
    "another_year": Words(
        "累计只在同一纳税年度内进行",
        "figures accumulate within one tax year only",
    ),
    "refund_exceeds_income": Words("退款超过了所退的收入", "the refund exceeds what it reverses"),
    "refund_unknown": Words("不知道所退的是哪笔收入", "it is not known what the refund reverses"),
    "payment_differs": Words("同一编号的付款内容不同", "one number stands for two payments"),
    "month_differs": Words("付款不属于{period}", "a payment does not belong to {period}"),
    "path_undecided": Words("不能判定适用的扣缴方式：{name}", "no path can be decided: {name}"),
}


class TaxRefused(ValueError):
    """Something that is not computed; `code` is stable, `words` are for people."""

    def __init__(self, code: str, **facts: str) -> None:
        self.code = code
        self.facts = facts
        said = WORDS[code]
        self.words = Words(said.zh.format(**facts), said.en.format(**facts))
        super().__init__(self.words.en)


class TableRefused(TaxRefused):
    """A table that cannot be relied on: a hole, an overlap, or figures that do not fit."""
