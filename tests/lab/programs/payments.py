"""The payment provider's machine: answers each charge with OK; with a certificate as third argument, over TLS."""

from __future__ import annotations

import ssl
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Charge(BaseHTTPRequestHandler):
    """Every charge succeeds."""

    def do_GET(self) -> None:
        """Say so."""
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_: object) -> None:
        """The provider's log is not ours."""


def main(address: str, port: str, certificate: str = "") -> None:
    """Serve until the end."""
    server = ThreadingHTTPServer((address, int(port)), Charge)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.serve_forever()


main(*sys.argv[1:])
