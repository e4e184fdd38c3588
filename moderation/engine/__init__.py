"""The inspection engine: text in, labels, risk and proposals out. Pure Python, no Django."""

from moderation.engine.contacts import find_contacts
from moderation.engine.engine import Engine
from moderation.engine.matcher import Matcher
from moderation.engine.state import RoomState
from moderation.engine.store import PackStore
from moderation.engine.types import Label, Match, PackError, Proposal, Result

__all__ = [
    "Engine",
    "Label",
    "Match",
    "Matcher",
    "PackError",
    "PackStore",
    "Proposal",
    "Result",
    "RoomState",
    "find_contacts",
]
