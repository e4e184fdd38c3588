"""Where a finding came from, told by the apps above: a complaint, for one."""

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple
from uuid import UUID

from livecompliance.kernel.actors import Actor


class Origin(NamedTuple):
    """What it is called, and where it is."""

    label: str
    url: str


Port = Callable[[Actor, Collection[UUID]], Mapping[UUID, Origin]]
_ports: dict[str, Port] = {}


def origins_register(name: str, port: Port) -> None:
    """Let an app above say which findings came from it."""
    _ports[name] = port


def origins_of(actor: Actor, finding_ids: Collection[UUID]) -> list[Origin]:
    """Return where findings came from, as far as the actor may see it; each once."""
    if not finding_ids:
        return []
    told = [port(actor, finding_ids) for port in _ports.values()]
    return list(dict.fromkeys(one for found in told for one in found.values()))
