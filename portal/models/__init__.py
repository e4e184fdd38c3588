"""What an authority looked at, and when that stopped being sealed."""

from portal.models.look import Look, Unsealing

__all__ = ["Look", "Unsealing"]
