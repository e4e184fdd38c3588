"""The side of an authority, for tests: a real HTTPS server behind a CA of the test's own."""

import datetime as dt
import ipaddress
import json
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def _named(name):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _signed(name, key, issuer, by, extension, *, critical):
    now = dt.datetime.now(dt.UTC)
    made = x509.CertificateBuilder(
        _named(issuer), _named(name), key.public_key(), x509.random_serial_number()
    )
    made = made.not_valid_before(now - dt.timedelta(days=1))
    made = made.not_valid_after(now + dt.timedelta(days=1))
    return made.add_extension(extension, critical=critical).sign(by, hashes.SHA256())


def certificates(folder: Path):
    """Write a CA and a certificate of 127.0.0.1 that it signed; return CA, chain and key."""
    above, own = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    ca = _signed("Test CA", above, "Test CA", above, x509.BasicConstraints(True, 0), critical=True)
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    leaf = _signed("authority", own, "Test CA", above, here, critical=False)
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    paths = [folder / name for name in ("ca.pem", "leaf.pem", "key.pem")]
    pem = serialization.Encoding.PEM
    for path, body in zip(
        paths,
        (ca.public_bytes(pem), leaf.public_bytes(pem), own.private_bytes(pem, form, plain)),
        strict=True,
    ):
        path.write_bytes(body)
    return paths


class Side:
    """Takes every report once, by its id, and gives a receipt; answers as it is told."""

    def __init__(self, folder: Path):
        self.status, self.got, self.taken = 200, [], {}
        self.ca, leaf, key = certificates(folder)
        side = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                side.got.append((dict(self.headers), body))
                said = json.dumps({"receipt": side.receipt(self.headers["webhook-id"], body)})
                self.send_response(side.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said.encode())

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(leaf, key)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.url = f"https://127.0.0.1:{self.server.server_port}/reports?office=7"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        self.thread.start()

    def receipt(self, name, body):
        if self.status < 300:
            self.taken.setdefault(name, body)
        return f"R-{list(self.taken).index(name) + 1}" if name in self.taken else ""

    def trust(self):
        """Return what believes this side's CA and no other."""
        return ssl.create_default_context(cafile=str(self.ca))

    def close(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
