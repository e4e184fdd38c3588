"""What faults, cautions, kinds and papers are called: the rules have codes only."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy, override

from parties.rules.documents import Caution, Fault, Kind, Paper

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FAULTS: "Mapping[str, StrOrPromise]" = {
    Fault.EMPTY: gettext_lazy("未填写号码"),
    Fault.LENGTH: gettext_lazy("号码位数不对"),
    Fault.ALPHABET: gettext_lazy("号码中有不允许的字符"),
    Fault.CHECK_DIGIT: gettext_lazy("校验位不符，请核对是否输错"),
    Fault.IMPOSSIBLE_DATE: gettext_lazy("号码中的出生日期不存在"),
    Fault.FUTURE_BIRTH: gettext_lazy("号码中的出生日期在今天之后"),
    Fault.LEGACY_15: gettext_lazy("15位旧身份证号码已停用，请填写18位号码"),
    Fault.OTHER_KIND: gettext_lazy("这是另一类证件的号码"),
    Fault.SEGMENT: gettext_lazy("不是手机号段"),
    Fault.KIND_UNKNOWN: gettext_lazy("看不出是哪类证件，请选择证件类型"),
    Fault.UNDER_AGE: gettext_lazy("未达到要求的年龄"),
    Fault.EXPIRED: gettext_lazy("证件已过有效期"),
}
CAUTIONS: "Mapping[str, StrOrPromise]" = {
    Caution.AREA_UNKNOWN: gettext_lazy("行政区划代码不在已知代码表中"),
    Caution.AREA_NOT_IN_FORCE: gettext_lazy("行政区划代码在编号时不在用"),
    Caution.AGE_OVER_120: gettext_lazy("年龄超过120岁"),
    Caution.UNDER_16: gettext_lazy("未满16周岁"),
    Caution.UNDER_18: gettext_lazy("已满16周岁、未满18周岁"),
    Caution.INNER_CHECK: gettext_lazy("主体标识码的校验位不符"),
    Caution.AUTHORITY_UNKNOWN: gettext_lazy("登记管理部门代码未知"),
    Caution.COUNTRY_UNKNOWN: gettext_lazy("国家或地区代码未知"),
    Caution.LEGACY_FORM: gettext_lazy("旧版证件的号码，请核对证件是否仍有效"),
    Caution.NO_DIGITS: gettext_lazy("号码中没有数字"),
    Caution.INTERNATIONAL: gettext_lazy("境外号码，号段未核对"),
    Caution.VIRTUAL_OPERATOR: gettext_lazy("虚拟运营商号段"),
    Caution.IOT_SEGMENT: gettext_lazy("物联网号段"),
}
KINDS: "Mapping[str, StrOrPromise]" = {
    Kind.RESIDENT_ID: gettext_lazy("居民身份证号码"),
    Kind.USCC: gettext_lazy("统一社会信用代码"),
    Kind.HK_MO_TW_PERMIT: gettext_lazy("港澳台居民通行证或居住证号码"),
    Kind.FOREIGN_PERMANENT: gettext_lazy("外国人永久居留身份证号码"),
    Kind.PASSPORT: gettext_lazy("护照号码"),
    Kind.MOBILE: gettext_lazy("手机号码"),
}
PAPERS: "Mapping[str, StrOrPromise]" = {
    Paper.RESIDENT_CARD: gettext_lazy("居民身份证"),
    Paper.FOREIGN_PASSPORT: gettext_lazy("外国护照"),
    Paper.HK_MO_TRAVEL_PERMIT: gettext_lazy("港澳居民来往内地通行证"),
    Paper.TW_TRAVEL_PERMIT: gettext_lazy("台湾居民来往大陆通行证"),
    Paper.FOREIGN_PERMANENT_CARD: gettext_lazy("外国人永久居留身份证（外国人永久居留证）"),
    Paper.HK_MO_RESIDENCE_PERMIT: gettext_lazy("中华人民共和国港澳居民居住证"),
    Paper.TW_RESIDENCE_PERMIT: gettext_lazy("中华人民共和国台湾居民居住证"),
    Paper.OTHER_PERSONAL: gettext_lazy("其他个人证件"),
    Paper.ORGANISATION_CODE: gettext_lazy("组织机构代码证或统一社会信用代码"),
}
_ALL: "dict[str, StrOrPromise]" = {**FAULTS, **CAUTIONS, **KINDS, **PAPERS}


def document_word(code: str) -> str:
    """Return what a fault, a caution, a kind or a paper is called in the reader's language.

    Raises:
        KeyError: there is no such code.
    """
    return str(_ALL[code])


@cache
def document_word_pair(code: str) -> Mapping[str, str]:
    """Return what a code is called in both languages."""
    pair = {}
    for tongue, language in (("zh", "zh-hans"), ("en", "en")):
        with override(language):
            pair[tongue] = document_word(code)
    return pair
