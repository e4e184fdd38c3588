"""In what words faults of goods are told."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.rules.goods import Fault

WORDS = {
    "not_an_object": gettext_lazy("应为对象"),
    "missing_field": gettext_lazy("必填"),
    "wrong_type": gettext_lazy("类型不对"),
    "unknown_value": gettext_lazy("不在可选值中"),
    "text_too_long": gettext_lazy("超过 %(most)s 个字符"),
    "too_many": gettext_lazy("超过 %(most)s 项"),
    "control_character": gettext_lazy("含有控制字符或不成对的代理字符"),
    "not_a_number": gettext_lazy("不是数字"),
    "below_zero": gettext_lazy("不能小于 0"),
    "out_of_range": gettext_lazy("超出范围"),
    "too_precise": gettext_lazy("最多两位小数"),
    "duplicate_in_batch": gettext_lazy("同一批中有相同的编号"),
    "duplicate_of_line": gettext_lazy("与第 %(line)s 行的编号相同"),
    "not_a_barcode": gettext_lazy(
        "“%(barcode)s”不是条码：只能是数字（旧版 ISBN 末位可以是 X）。请照包装重新录入。"
    ),
    "barcode_length": gettext_lazy(
        "“%(barcode)s”的位数不对：GTIN 为 8、12、13 或 14 位，ISBN 为 10 或 13 位。"
        "请照包装重新录入。"
    ),
    "barcode_check_digit": gettext_lazy(
        "“%(barcode)s”的校验位不对，应为 %(expected)s。请对照包装核对；"
        "包装上就是如此的，请供应商提供条码证书。"
    ),
    "barcode_in_store": gettext_lazy(
        "“%(barcode)s”是店内码，不能用来追溯商品。请录入包装上的商品条码。"
    ),
}


def said(fault: Fault) -> str:
    """Return what a fault says in the language of the moment."""
    words = WORDS.get(fault.code)
    return str(words) % fault.data if words else _("不能接受")
