"""The inspection engine: text in, labels, risk and proposals out. Pure Python, no Django."""

from moderation.engine.matcher import Matcher
from moderation.engine.types import Label, Match, PackError, Proposal, Result

__all__ = ["Label", "Match", "Matcher", "PackError", "Proposal", "Result"]
