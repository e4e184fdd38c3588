"""The local broadcast of the live process: one subscription and one read per watched thing."""

from rooms.hub.feed import FAULTS, Batch, Feed, Frame, Source
from rooms.hub.hub import Hub, current
from rooms.hub.outlet import SLOW, Outlet

__all__ = ["FAULTS", "SLOW", "Batch", "Feed", "Frame", "Hub", "Outlet", "Source", "current"]
