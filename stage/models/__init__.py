"""What is set before the audience: key elements, place, virtual hosts, notices to minors."""

from stage.models.element import Element, ElementVersion
from stage.models.host import MarkState, VirtualHost
from stage.models.minors import MinorAccount, MinorsClass, MinorSpend, NoticeShown
from stage.models.place import Place

__all__ = [
    "Element",
    "ElementVersion",
    "MarkState",
    "MinorAccount",
    "MinorSpend",
    "MinorsClass",
    "NoticeShown",
    "Place",
    "VirtualHost",
]
