"""What people agree to, in words that have a version; what they are told before it. Pure."""

import hashlib
from collections.abc import Mapping
from typing import NamedTuple

RELATIONS = ("father", "mother", "guardian")


class Text(NamedTuple):
    """The words of one consent, with why the data is needed, in both languages."""

    version: str
    zh: str
    en: str

    @property
    def sha256(self) -> str:
        """Return the digest of exactly what was shown, both languages."""
        return hashlib.sha256(f"{self.version}\n{self.zh}\n{self.en}".encode()).hexdigest()


TEXTS: Mapping[str, Text] = {
    "guardian": Text(
        "2026-12-01",
        "我是该未成年人的父母或其他监护人。我同意其在本平台担任直播营销人员或直播间运营者，"
        "并同意平台为核验身份处理其姓名、证件号码和联系方式。"
        "这些信息为依法核验真实身份所必需；不提供则不能开播。"
        "同意至其年满十八周岁之日止，我可以随时撤回；撤回后其不得再开播，已进行的直播不受影响。",
        "I am a parent or other guardian of this minor. I agree that the minor works on this "
        "platform as a live marketer or live room operator, and that the platform handles the "
        "minor's name, document number and contact to verify who the minor is. The law asks for "
        "that verification; without it no broadcast may begin. My consent lasts until the "
        "eighteenth birthday. I can take it back at any time: from then on the minor may not be on "
        "air; broadcasts that took place are not affected.",
    ),
    "face": Text(
        "2026-12-01",
        "为确认开播者是本人，需要进行一次活体核验。您的人脸由核验服务在您的设备上采集和比对，"
        "平台不接收、不保存人脸图像或特征，只保存是否通过。"
        "如不同意，可改由合规专员人工核验，不影响账号的其他功能。您可以随时撤回同意。",
        "To make sure that it is you who goes on air, a liveness check is needed. Your face is "
        "taken and compared by the verification service, from your own device; the platform "
        "receives and keeps no picture and no template, only whether you passed. If you do not "
        "agree, an officer verifies you by hand, and nothing else changes for you. You can take "
        "the consent back at any time.",
    ),
    "identity": Text(
        "2026-12-01",
        "为依法核验真实身份，平台需要处理您的身份证件种类、号码和有效期，并向身份核验服务查询是否一致。"
        "证件号码加密保存，页面上只显示部分字符。不提供则不能开播。您可以随时撤回同意。",
        "To verify who you are, as the law asks, the platform handles kind, number and validity of "
        "your identity document and asks a verification service whether they match. The number is "
        "kept encrypted and shown in part only. Without it no broadcast may begin. You can take "
        "the consent back at any time.",
    ),
}
