"""The packs in use: reloaded by swapping one reference, so that no event ever waits."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple
from weakref import WeakValueDictionary

from moderation.engine.engine import PACKS, Engine
from moderation.engine.lexicon import Lexicon, from_packs
from moderation.engine.loader import Paths, pack_files
from moderation.engine.publish import publish
from moderation.engine.source import PackSource
from moderation.engine.types import PackError

MAX_TENANTS = 200
QUICK_BYTES = 4 << 20  # a compiled pack that loads within a few milliseconds
Stamp = tuple[tuple[str, int, int], ...]


def _nothing() -> None:
    """Have nothing to let go."""


class Part(NamedTuple):
    """A compiled pack of a tenant: what identifies it, how large it is, how to have it.

    `release` lets go what the thread that loaded it held; `is_shadow` that it is only noted what
    it would do.
    """

    digest: str
    size: int
    load: Callable[[], Lexicon]
    release: Callable[[], None] = _nothing
    is_shadow: bool = False


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
        self._before = self._tenants  # so that their compiled packs outlive a reload of the base
        self._parts: WeakValueDictionary[str, Lexicon] = WeakValueDictionary()
        self._loading: dict[str, threading.Thread] = {}
        self._loaded: dict[str, Lexicon | Exception] = {}
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
        self._before, self._tenants = self._tenants, OrderedDict()
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
        parts: Callable[[], Sequence[Part]] = tuple,
    ) -> Engine:
        """Return the engine with one tenant's own packs on top.

        Large compiled packs are loaded by a thread of their own while the engine in use goes on;
        a process that has none yet waits for them, so that nothing passes unseen.

        Args:
            key: the tenant.
            stamp: changes whenever the tenant's packs do.
            packs: called only when they must be compiled anew.
            own_hosts: the tenant's own hosts, for links.
            parts: compiled packs of the tenant; asked like `packs`.

        Raises:
            PackError: one of the tenant's packs cannot be used.
        """
        kept = self._tenants.get(key)
        if kept is not None and kept[0] == stamp:
            self._tenants.move_to_end(key)
            return kept[1]
        wanted = list(parts())
        if kept is not None and not self._is_ready(wanted):
            return kept[1]
        hosts = tuple(own_hosts) or self._own_hosts
        engine = self.overlaid(packs(), hosts, wanted)
        self._tenants[key] = (stamp, engine)
        if len(self._tenants) > MAX_TENANTS:
            self._tenants.popitem(last=False)
        return engine

    def overlaid(
        self, packs: Sequence[PackSource], hosts: Iterable[str], parts: Sequence[Part]
    ) -> Engine:
        """Return the engine in use with packs and parts on top; raises PackError as they do."""
        standing = [self.part(one) for one in parts if not one.is_shadow]
        aside = [self.part(one) for one in parts if one.is_shadow]
        return self.current.overlaid(from_packs(packs), hosts, standing, aside)

    def kept(self, key: str) -> tuple[object, Engine] | None:
        """Return the engine in use for a tenant and the stamp it was made under, if any."""
        return self._tenants.get(key)

    def part(self, part: Part) -> Lexicon:
        """Return a compiled pack; it is loaded here and now if nobody has it.

        Raises:
            PackError: it is damaged, or made with other tables.
        """
        found = self._loaded.pop(part.digest, None) or self._parts.get(part.digest)
        if isinstance(found, Exception):
            raise PackError(str(found)) from found
        if found is None:
            found = part.load()
        self._parts[part.digest] = found
        return found

    def _is_ready(self, wanted: Sequence[Part]) -> bool:
        """Tell whether all large packs are here; those that are not are loaded in a thread."""
        missing = [
            one
            for one in wanted
            if one.size > QUICK_BYTES
            and one.digest not in self._parts
            and one.digest not in self._loaded
        ]
        for one in missing:
            running = self._loading.get(one.digest)
            if running is None or not running.is_alive():
                thread = threading.Thread(target=self._load, args=(one,), daemon=True)
                self._loading[one.digest] = thread
                thread.start()
        return not missing

    def _load(self, part: Part) -> None:
        try:
            self._loaded[part.digest] = part.load()
        except Exception as fault:  # noqa: BLE001  (told to whoever asks for it next)
            self._loaded[part.digest] = fault
        finally:
            part.release()

    def _look(self) -> Stamp:
        return tuple(
            (str(path), status.st_mtime_ns, status.st_size)
            for path in pack_files(self._paths)
            for status in [path.stat()]
        )
