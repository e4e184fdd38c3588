"""Servers that behave badly, on addresses of this machine, and a resolver that we own."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Behave = Callable[[socket.socket, bytes], None]

INNER = "127.0.0.66"  # stands for an address of our own network


class Far:
    """A server on one address; `behave` answers a connection after its request's head is read."""

    def __init__(
        self, behave: Behave, address="127.0.0.1", port=0, tls: ssl.SSLContext | None = None
    ):
        self.behave, self.tls, self.got, self.names = behave, tls, [], []
        self.listener = socket.create_server((address, port))
        self.port = self.listener.getsockname()[1]
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        while not self.stop.is_set():
            try:
                peer, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(peer,), daemon=True).start()

    def _answer(self, peer: socket.socket) -> None:
        try:
            if self.tls:
                peer = self.tls.wrap_socket(peer, server_side=True)
            with peer:
                peer.settimeout(5)
                head = b""
                while b"\r\n\r\n" not in head:
                    piece = peer.recv(65_536)
                    if not piece:
                        return
                    head += piece
                self.got.append(head)
                self.behave(peer, head)
        except OSError:
            return

    def close(self) -> None:
        self.stop.set()
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(5)


@contextmanager
def far(behave: Behave, **where) -> Iterator[Far]:
    server = Far(behave, **where)
    try:
        yield server
    finally:
        server.close()


def says(body=b"hello", status="200 OK", kind="text/plain", *more: str) -> Behave:
    """Answer once, properly."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *more]
    raw = "\r\n".join([*lines, "", ""]).encode() + body
    return lambda peer, _head: peer.sendall(raw)


def leads(place: str, status="302 Found") -> Behave:
    """Answer with a redirect."""
    return says(b"", status, "text/plain", f"Location: {place}")


def forever(piece: bytes, pause_s: float, *more: str) -> Behave:
    """Answer with a body that never ends."""

    def behave(peer, _head):
        head = ["HTTP/1.1 200 OK", "Content-Type: text/plain", *more, "", ""]
        peer.sendall("\r\n".join(head).encode())
        waiting = threading.Event()
        while True:
            peer.sendall(piece)
            waiting.wait(pause_s)

    return behave


class Names:
    """A resolver: what each name resolves to, time after time; the last answer stays."""

    def __init__(self) -> None:
        self.answers: dict[str, list[list[str]]] = {}
        self.asked: list[str] = []

    def __call__(self, host, port, *_, **__):
        self.asked.append(host)
        turns = self.answers.get(host)
        found = [host] if turns is None else turns[0]
        if turns and len(turns) > 1:
            turns.pop(0)
        kinds = [socket.AF_INET6 if ":" in each else socket.AF_INET for each in found]
        return [(kind, 1, 6, "", (each, port)) for kind, each in zip(kinds, found, strict=True)]


def at(server, host="one.example", path="/", scheme="http") -> str:
    return f"{scheme}://{host}:{server.port}{path}"
