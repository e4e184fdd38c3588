"""The packs in use: reloaded by swapping one reference, so that no event ever waits."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from moderation.engine.engine import PACKS, Engine
from moderation.engine.lexicon import from_packs
from moderation.engine.loader import Paths, pack_files
from moderation.engine.publish import publish
from moderation.engine.source import PackSource
from moderation.engine.types import PackError

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
        self._thread: threading.Thread | None = None
        self.error = ""
        self.current: Engine
        self.reload()
        self._tried: tuple[Stamp, ...] = (self._stamp,)

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

    def refresh(self) -> bool:
        """Begin to reload in the background if a pack changed; events go on meanwhile.

        Needs a cache directory: the compiling is done by a process of its own, this one only
        reads the compiled packs. What went wrong is kept in `error`; the engine in use stays.

        Returns:
            Whether a reload is under way.
        """
        running = self._thread is not None and self._thread.is_alive()
        if not running and self._cache is not None and self._look() not in self._tried:
            self._thread = threading.Thread(target=self._refresh, daemon=True)
            self._thread.start()
            running = True
        return running

    def _refresh(self) -> None:
        stamp = self._look()
        try:
            if self._cache is not None:
                publish(self._paths, self._cache)
            self.reload()
            self.error = ""
        except (PackError, OSError) as error:
            self.error = str(error)
        self._tried = (self._stamp, stamp)

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

    def kept(self, key: str) -> tuple[object, Engine] | None:
        """Return the engine in use for a tenant and the stamp it was made under, if any."""
        return self._tenants.get(key)

    def _look(self) -> Stamp:
        return tuple(
            (str(path), status.st_mtime_ns, status.st_size)
            for path in pack_files(self._paths)
            for status in [path.stat()]
        )
