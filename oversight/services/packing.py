"""Write a package: a bag (RFC 8493) in one file, from front to back, a member at a time."""

import base64
import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ledger import notes
from ledger import selectors as record
from ledger import services as seals
from ledger.models import Checkpoint
from ledger.providers import signer
from livecompliance.kernel import crypto, personal
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Conflict, NotFound
from livecompliance.kernel.tenancy import acting
from office import services as office
from office.services.kinds import KINDS
from oversight.rules import standalone
from oversight.rules.clips import CLIPS, TAKEN
from oversight.rules.container import Member, Writer
from oversight.rules.recipients import EVERYBODY, Sight, sight_of
from oversight.rules.timestamps import TIMESTAMP, TSA_ROOT
from oversight.rules.verify import BAGIT, FORMAT, PAYLOAD, SIGNATURE, TAGS, signed_text
from oversight.selectors import gather as gathering
from oversight.selectors.clip import ALL
from oversight.selectors.recording import recordings_told
from oversight.selectors.scope import Scope, scope_of
from oversight.services import showing
from oversight.services.clipping import fetch, file_of, pieces_of, told_of
from oversight.services.place import Order, Place
from oversight.services.sealing import sealed_since
from oversight.services.timestamp import stamped
from rooms import codec, wire
from rooms import selectors as rooms
from rooms.models import Session

FILE_BYTES = 16 << 20  # of events, before they are compressed, in one file of a package
AT_ONCE = 16  # segments read in one transaction
ENTRIES = 10_000  # of the record in one file
MOST_SNAPSHOT, MOST_ATTACHED = 16 << 20, 20 << 20
ENDINGS = {name: kind.endings[0] for name, kind in KINDS.items()}


class RecordBroken(Conflict):
    """What was recorded cannot be packed: it is not as it was sealed, or is gone."""

    code = "record_broken"


class Packer:
    """Writes one package.

    Args:
        beat: hears, while a recording is fetched, how many MiB more are done with.
        writer: the container; with the members that are in it already.
        place: how far an earlier run came.
    """

    def __init__(
        self,
        actor: Actor,
        order: Order,
        writer: Writer,
        place: Place,
        beat: Callable[[int], None] = lambda _mib: None,
    ) -> None:
        self.beat = beat
        self.actor, self.order, self.writer, self.place = actor, order, writer, place
        self.sight: Sight = sight_of(order.recipient, names=bool(order.paper))
        self.root = f"evidence-{order.number}/"
        with transaction.atomic():
            self.scope: Scope = scope_of(actor, order.about, order.ref)

    def run(self, kept: Callable[[int], None]) -> None:
        """Write everything that is not written yet; `kept` hears of events after each member."""
        sessions = [one for one in self.scope.sessions if str(one.pk) in self.order.heads]
        while self.place.session < len(sessions):
            self._events(sessions[self.place.session], kept)
            self.place.session, self.place.after = self.place.session + 1, 0
        self.place.clips = self.place.clips or [dict(one) for one in self.order.clipped]
        for number, clip in enumerate(self.place.clips, 1):
            self._clip(number, clip, kept)
        self._papers(sessions)
        kept(0)

    # What happened on air.

    def _events(self, session: Session, kept: Callable[[int], None]) -> None:
        names = self.place.files.setdefault(str(session.pk), [])
        last = self.order.heads[str(session.pk)][0]
        packed = _Packed()
        for body, seq, count in self._segments(session, last):
            packed.add(body, count)
            self.place.after = seq
            if packed.plain >= FILE_BYTES or seq == last:
                names.append(f"data/sessions/{session.pk}/events-{len(names) + 1:04}.ndjson.gz")
                self._add(names[-1], packed.close())
                self.place.events += packed.events
                kept(packed.events)
                packed = _Packed()

    def _segments(self, session: Session, last: int) -> Iterator[tuple[bytes, int, int]]:
        after = self.place.after
        while after < last:
            most = min(AT_ONCE, last - after)
            page = self._page(session, after, most)
            if not page:
                raise RecordBroken(_("这场直播的内容已被销毁，无法打包。"))
            after = page[-1][1]
            yield from page

    def _page(self, session: Session, after: int, most: int) -> list[tuple[bytes, int, int]]:
        try:
            with transaction.atomic():
                return [
                    (self._segment(one), one.seq, len(one.lines))
                    for one in rooms.segment_page_proven(self.actor, session, after, most)
                ]
        except (codec.Altered, crypto.KeyLost):
            place = {"after": after, "last": after + most}
            words = _("第 %(after)s 段之后、第 %(last)s 段之前有内容与封存时不符，证据包没有生成。")
            raise RecordBroken(words % place) from None

    def _segment(self, one: rooms.Proven) -> bytes:
        """Return one segment as it stands in a package: its head, then every line or its digest."""
        count = len(one.lines)
        head: dict[str, Any] = {
            "segment": one.seq,
            "received_at": gathering.instant(one.received_at),
            "count": count,
            "root": one.root.hex(),
            "chain": one.chain.hex(),
            "lines": count,
        }
        if self._is_whole:
            return _ndjson([head]) + b"\n".join(one.lines) + b"\n"
        if not self._is_near(one.received_at):
            return _ndjson([head | {"lines": 0}])
        is_shown = [self._shows(line) for line in one.lines]
        salts = b"".join(salt for salt, it in zip(one.salts, is_shown, strict=True) if it)
        head["salts"] = base64.b64encode(salts).decode()
        each = zip(one.lines, one.digests, is_shown, strict=True)
        lines = [line if it else b'"' + digest.hex().encode() + b'"' for line, digest, it in each]
        return _ndjson([head]) + b"\n".join(lines) + b"\n"

    @property
    def _is_whole(self) -> bool:
        return self._is_open and self.scope.around is None

    @property
    def _is_open(self) -> bool:
        return self.sight.roles == EVERYBODY and self.sight.personal

    def _is_near(self, at: datetime) -> bool:
        around = self.scope.around
        return around is None or around[0] <= at <= around[1]

    def _shows(self, line: bytes) -> bool:
        if self.sight.roles == EVERYBODY and self.sight.personal:
            return True
        event = wire.decode_live(line)
        if wire.role_of(event) not in self.sight.roles:
            return False
        words = " ".join(words for _field, words in wire.texts_of(event))
        return self.sight.personal or not personal.names_somebody(words)

    # The video.

    def _clip(self, number: int, clip: dict[str, Any], kept: Callable[[int], None]) -> None:
        """Fetch one recording, check it against the register, and put it in; or say why not."""
        is_lost = clip["state"] == TAKEN and file_of(self.actor, clip) is None
        if not clip["state"] or (is_lost and not clip.get("name")):
            clip["state"] = ""
            fetch(self.actor, clip, self.beat, lambda: kept(0))
        if clip["state"] == TAKEN and not clip.get("name"):
            sums = (clip["size"], clip["crc"], clip["sha256"])
            name = f"{CLIPS}{number:04}{clip['ending']}"
            pieces = pieces_of(self.actor, clip, self.beat)
            self.writer.stream(Member(self.root + name, 0, *sums), pieces)
            clip["name"] = name
            kept(0)

    # Everything else.

    def _papers(self, sessions: list[Session]) -> None:
        tip = sealed_since(self.actor, self.order.entry)
        stamp = stamped(self.actor, tip)
        with transaction.atomic():
            docs = gathering.gather(self.actor, self.scope, self.sight)
            docs["promises"] = showing.promises(self.actor, self.scope, self.sight)
            docs["law"] = gathering.law_of([*gathering.clauses_in(docs), *self._own_clauses()])
            if found := self._recordings(sessions):
                docs["recordings"] = found
            self._snapshots(docs.get("links", []))
            self._files(docs.get("files", []))
            for name, doc in docs.items():
                self._add(f"data/{name}.json", _json(doc))
            pairs, acts = self._record(tip)
            origin = record.origin_of(self.actor.tenant_id)
            self._add("data/record/checkpoint.txt", tip.note.encode())
            if stamp is not None:
                self._add(TIMESTAMP, bytes(stamp.response))
                self._add(TSA_ROOT, Path(settings.TSA_ROOT_FILE).read_bytes())
            key = notes.verifier_key(origin, signer().public_key())
            self._add("data/record/key.txt", f"{key}\n".encode())
            told = self._told(origin, pairs, sessions)
            self._add("data/package.json", _json(told))
            self._tags(told, docs, acts, key)

    def _recordings(self, sessions: list[Session]) -> list[dict[str, Any]]:
        """Return what is said of video: where it lies, and of what was asked for, what came."""
        around = None if self.order.clips == ALL else self.scope.around
        asked = {one["recording"]: one for one in self.place.clips}
        seen = self.scope.sessions if asked else sessions
        found = recordings_told(self.actor, seen, around, self._is_open)
        for row in found:
            if row["recording"] in asked:
                row |= told_of(asked[row["recording"]], row, self.scope.around)
        return found

    def _own_clauses(self) -> list[tuple[str, Any]]:
        on = timezone.localtime(self.order.made_at).date()
        return [("M-dispute-evidence", on)] if self.order.about == "dispute" else []

    def _snapshots(self, links: Iterable[dict[str, Any]]) -> None:
        """Put what stood behind links beside them, as it came."""
        for landing in (each for one in links for each in one["landings"]):
            content = self._file(landing["file"], landing["size"])
            landing["file"] = ""
            if content is not None:
                landing["file"] = f"data/snapshots/{landing['id']}.bin"
                self._add(landing["file"], content)

    def _files(self, files: Iterable[dict[str, Any]]) -> None:
        """Put what was handed in with a complaint into it, as the office drew it anew and keeps it.

        What is gone, or too large for one member, is named and not in it.
        """
        for number, one in enumerate(files, 1):
            content = self._kept(one.pop("kept"), one["size"])
            one["sha256"] = hashlib.sha256(content).hexdigest() if content is not None else ""
            if content is not None:
                one["file"] = f"data/attachments/{number:04}{ENDINGS[one['kind']]}"
                self._add(one["file"], content)

    def _kept(self, file_id: str, size: int) -> bytes | None:
        if size > MOST_ATTACHED:
            return None
        product = system_actor(self.actor.tenant_id)
        with acting(product):
            try:
                return b"".join(office.file_open(actor=product, file_id=UUID(file_id)).pieces())
            except NotFound:
                return None

    def _file(self, file_id: str, size: int) -> bytes | None:
        if not file_id or size > MOST_SNAPSHOT:
            return None
        try:
            opened = office.file_open(actor=self.actor, file_id=UUID(file_id))
        except NotFound:
            return None
        return b"".join(opened.pieces())

    def _record(self, tip: Checkpoint) -> tuple[int, list[Any]]:
        """Write the entries that the package is about, each with its proof; return how many files
        and the first entries."""
        wanted = [*self.scope.subjects, ("evidence", str(self.order.package))]
        if self.sight.subjects:
            wanted = [one for one in wanted if one[0] in self.sight.subjects]
        places = record.places_about(self.actor, wanted, tip.size)
        shown: list[Any] = []
        pairs = 0
        for at in range(0, len(places), ENTRIES):
            some = list(record.entries_proven(self.actor, places[at : at + ENTRIES], tip.size))
            pairs += 1
            bodies = b"".join(one.body + b"\n" for one in some)
            proofs = _ndjson(
                {"entry": str(one.entry_id), "leaf": one.place,
                 "way": [hash_.hex() for hash_ in one.hashes]}
                for one in some
            )  # fmt: skip
            self._add(f"data/record/entries-{pairs:04}.ndjson", bodies)
            self._add(f"data/record/proofs-{pairs:04}.ndjson", proofs)
            shown += [one.body for one in some][: showing.MOST_ACTS - len(shown)]
        return pairs, shown

    def _told(self, origin: str, pairs: int, sessions: list[Session]) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "package": str(self.order.package),
            "number": self.order.number,
            "origin": origin,
            "platform": gathering.platform_of(self.actor),
            "about": f"{self.order.about}:{self.order.ref}",
            "recipient": self.order.recipient,
            "recipient_name": self.order.name,
            "reason": self.order.reason,
            "paper": self.order.paper,
            "clips_why": self.order.clips_why,
            "made_at": gathering.instant(self.order.made_at),
            "entry": str(self.order.entry),
            "record": pairs,
            "sight": {
                "roles": sorted(self.sight.roles),
                "personal": self.sight.personal,
                "parts": sorted(self.sight.parts),
                "staff": self.sight.staff,
                "names": self.sight.names,
            },
            "around": [gathering.instant(one) for one in self.scope.around or ()],
            "sessions": [self._told_of(one) for one in sessions],
        }

    def _told_of(self, session: Session) -> dict[str, Any]:
        salt = ""
        if self._is_whole:
            salt = rooms.salts_of(self.actor, session).hex()
        return {
            "session": str(session.pk),
            "files": self.place.files.get(str(session.pk), []),
            "salt": salt,
        }

    def _tags(self, told: dict[str, Any], docs: Any, acts: list[Any], key: str) -> None:
        payload = {one.name[len(self.root) :]: one for one in self.writer.members}
        shown = showing.Shown(self.actor, told, docs, acts, key, self.place.events, payload)
        size = sum(one.size for one in payload.values())
        tags = {
            "bag-info.txt": _info(told, size, len(payload)),
            "bagit.txt": BAGIT,
            "index.html": showing.page(shown),
            PAYLOAD: "".join(f"{one.sha256}  {name}\n" for name, one in payload.items()).encode(),
            "verify.py": standalone.program(),
        }
        if pdf := showing.pdf(shown):
            tags["summary.pdf"] = pdf
        made = {name: self._add(name, content).sha256 for name, content in tags.items()}
        listed = "".join(f"{digest}  {name}\n" for name, digest in made.items())
        sealed = self._add(TAGS, listed.encode()).sha256
        text = signed_text(told["origin"], told["package"], sealed)
        self._add(SIGNATURE, seals.text_sign(actor=self.actor, text=text).encode())
        self.writer.close()

    def _add(self, name: str, content: bytes) -> Any:
        return self.writer.add(self.root + name, content)


class _Packed:
    """Events on their way into one gzip file."""

    def __init__(self) -> None:
        self._zip = zlib.compressobj(6, zlib.DEFLATED, 31)
        self._parts: list[bytes] = []
        self.plain = self.events = 0

    def add(self, body: bytes, count: int) -> None:
        self._parts.append(self._zip.compress(body))
        self.plain, self.events = self.plain + len(body), self.events + count

    def close(self) -> bytes:
        return b"".join([*self._parts, self._zip.flush()])


def _ndjson(rows: Iterable[Any]) -> bytes:
    return b"".join(
        json.dumps(one, ensure_ascii=False, separators=(",", ":")).encode() + b"\n" for one in rows
    )


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"


def _info(told: dict[str, Any], size: int, count: int) -> bytes:
    lines = {
        "Source-Organization": told["platform"]["name"],
        "External-Identifier": told["package"],
        "External-Description": f"Evidence about {told['about']} for {told['recipient']}",
        "Bagging-Date": told["made_at"][:10],
        "Payload-Oxum": f"{size}.{count}",
        "Bag-Software-Agent": told["format"],
    }
    return "".join(f"{name}: {' '.join(value.split())}\n" for name, value in lines.items()).encode()
