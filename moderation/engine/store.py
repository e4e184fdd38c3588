"""The packs in use: reloaded by swapping one reference, so that no event ever waits."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from moderation.engine.engine import PACKS, Engine
from moderation.engine.lexicon import from_packs
from moderation.engine.loader import Paths, pack_files
from moderation.engine.source import PackSource

MAX_TENANTS = 200
Stamp = tuple[tuple[str, int, int], ...]


class PackStore:
    """Holds the current engine. `current` is read once per batch; a batch keeps what it read."""

    def __init__(
        self, paths: Paths = PACKS, cache: Path | None = None, own_hosts: Iterable[str] = ()
    ) -> None:
        """Load the packs; raises PackError if one cannot be used."""
        self._paths = paths
        self._cache = cache
        self._own_hosts = tuple(own_hosts)
        self._tenants: OrderedDict[str, tuple[object, Engine]] = OrderedDict()
        self._stamp: Stamp = ()
        self.current: Engine
        self.reload()

    def changed(self) -> bool:
        """Whether a pack file was added, removed or touched since the last load."""
        return self._look() != self._stamp

    def reload(self) -> bool:
        """Load the packs again if they changed.

        Returns:
            Whether a new engine is in use.

        Raises:
            PackError: a pack cannot be used; the engine in use stays.
        """
        stamp = self._look()
        if stamp == self._stamp:
            return False
        engine = Engine.from_packs(self._paths, own_hosts=self._own_hosts, cache=self._cache)
        self.current, self._stamp = engine, stamp
        self._tenants = OrderedDict()
        return True

    def tenant(
        self,
        key: str,
        stamp: object,
        packs: Callable[[], Sequence[PackSource]],
        own_hosts: Iterable[str] = (),
    ) -> Engine:
        """Return the engine with one tenant's own packs on top.

        Args:
            key: the tenant.
            stamp: changes whenever the tenant's packs do.
            packs: called only when they must be compiled anew.
            own_hosts: the tenant's own hosts, for links.

        Raises:
            PackError: one of the tenant's packs cannot be used.
        """
        kept = self._tenants.get(key)
        if kept is not None and kept[0] == stamp:
            self._tenants.move_to_end(key)
            return kept[1]
        sources = packs()
        hosts = tuple(own_hosts) or self._own_hosts
        engine = self.current.overlaid(from_packs(sources), hosts)
        self._tenants[key] = (stamp, engine)
        if len(self._tenants) > MAX_TENANTS:
            self._tenants.popitem(last=False)
        return engine

    def _look(self) -> Stamp:
        return tuple(
            (str(path), status.st_mtime_ns, status.st_size)
            for path in pack_files(self._paths)
            for status in [path.stat()]
        )
