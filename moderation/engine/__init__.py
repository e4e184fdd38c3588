"""The inspection engine: text in, labels, risk and proposals out. Pure Python, no Django."""

from moderation.engine.engine import Engine
from moderation.engine.matcher import Matcher
from moderation.engine.state import RoomState
from moderation.engine.types import Label, Match, PackError, Proposal, Result

__all__ = ["Engine", "Label", "Match", "Matcher", "PackError", "Proposal", "Result", "RoomState"]
