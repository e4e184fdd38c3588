"""In what words a verdict is told, in English and Chinese. Standard library only."""

from __future__ import annotations

FAULTS = {
    "added": (
        "it is not named in the manifests: it was added or renamed",
        "清单中没有这个文件：它是后加的或改了名",
    ),
    "altered": (
        "its bytes are not those that were packed",
        "内容与打包时不同",
    ),
    "anchor": (
        "the events do not end where the record says they ended",
        "事件链的末端与操作记录所载不符",
    ),
    "bad_key": (
        "this is no verifier key",
        "不是有效的验证公钥",
    ),
    "bad_name": (
        "a member's name leads out or is not plain",
        "文件名含有非法路径或字符",
    ),
    "behind": (
        "something stands behind the end",
        "文件末尾之后还有内容",
    ),
    "bomb": (
        "it unpacks to more than it may",
        "解压后超出上限，可能是压缩炸弹",
    ),
    "chain": (
        "the chain of segments is broken here",
        "事件片段的链在此处断开",
    ),
    "checkpoint": (
        "it is no checkpoint of this log",
        "不是这份记录的检查点",
    ),
    "clip": (
        "the recording is not the one that the register named, or was not asked for",
        "录像不是登记的那一段，或没有被要求放入",
    ),
    "clips": (
        "the recordings named are not those that were asked for",
        "列出的录像与要求放入的不一致",
    ),
    "compressed": (
        "a member is compressed; packages hold none",
        "包内文件被压缩；证据包不应压缩",
    ),
    "cut_short": (
        "the file ends here: it was cut short",
        "文件在此处被截断",
    ),
    "digest": (
        "its digest is not the one in the manifest",
        "摘要与清单不符",
    ),
    "directory": (
        "its line in the directory is not what it must be",
        "目录中的这一行被改动",
    ),
    "encrypted": (
        "a member is encrypted; packages hold none",
        "包内文件被加密；证据包不应加密",
    ),
    "format": (
        "the form of this package is not known",
        "无法识别的证据包格式",
    ),
    "header": (
        "its header is not what it must be",
        "文件头被改动",
    ),
    "link": (
        "it is a link; packages hold none",
        "它是一个链接；证据包不应含链接",
    ),
    "manifest": (
        "the manifest is not written as it must be",
        "清单格式被改动",
    ),
    "missing": (
        "it is named in the manifests and is not there: removed or renamed",
        "清单中有、包中没有：被移除或改名",
    ),
    "moved": (
        "it stands in another place than the manifests say",
        "它的位置与清单不符",
    ),
    "no_directory": (
        "no directory, or an altered one: this is no package",
        "目录缺失或被改动，不是证据包",
    ),
    "other_key": (
        "signed by a key that is not trusted here",
        "签名所用的密钥不在受信任之列",
    ),
    "proof": (
        "the proof does not lead to the signed tree",
        "证明无法到达已签名的树根",
    ),
    "segment": (
        "the events are not those that were sealed",
        "事件与封存时不符",
    ),
    "signature": (
        "the signature does not fit what it signs",
        "签名与内容不符",
    ),
    "stamp": (
        "a timestamp over this checkpoint names {at} UTC; its signature was NOT checked here: "
        "openssl ts -verify -in timestamp.tsr -data checkpoint.txt -CAfile ROOT.pem",
        "对这个检查点的时间戳写明 {at} UTC；这里没有核对它的签名，请用 openssl ts -verify 核对",
    ),
    "timestamp": (
        "the timestamp is none, or not over this checkpoint",
        "时间戳无法读取，或不是对这个检查点的",
    ),
    "too_large": (
        "it is larger than it may be",
        "超出允许的大小",
    ),
    "too_many": (
        "more members than a package may hold",
        "文件数量超出上限",
    ),
    "trust_given": (
        "signed by the key that you trust ({key}...)",
        "由你信任的密钥签名（{key}…）",
    ),
    "trust_inside": (
        "CAUTION: held against the key inside the package only ({key}...). That shows that "
        "nothing was changed since it was signed, not who signed it. Give --key to check "
        "that.",
        "注意：仅用包内自带的公钥核对（{key}…），只能证明签名后未被改动，不能证明由谁签"
        "名。请用 --key 指定公钥。",
    ),
    "twice": (
        "a member of this name is there twice",
        "同名文件出现两次",
    ),
    "unordered": (
        "the record does not hold the making of this package",
        "操作记录中没有这个证据包的制作记录",
    ),
    "unreadable": (
        "it cannot be read",
        "无法读取",
    ),
}


def said(code: str) -> str:
    """Return a verdict in both languages."""
    return " / ".join(FAULTS[code])
