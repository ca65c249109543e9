"""A name server for one name: answers every question for an A record with the address in its second argument."""

from __future__ import annotations

import socket
import struct
import sys

A_RECORD = 1


def answer(question: bytes, address: str) -> bytes:
    """The answer to a question, as RFC 1035 wants it; none but to A."""
    end = question.index(b"\0", 12) + 5
    (kind,) = struct.unpack(">H", question[end - 4 : end - 2])
    count = int(kind == A_RECORD)
    record = b"\xc0\x0c" + struct.pack(">HHIH", A_RECORD, 1, 1, 4) + socket.inet_aton(address)
    return question[:2] + struct.pack(">HHHHH", 0x8580, 1, count, 0, 0) + question[12:end] + record * count


def main(own: str, address: str) -> None:
    """Serve until the end."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind((own, 53))
        while True:
            question, client = server.recvfrom(512)
            server.sendto(answer(question, address), client)


main(*sys.argv[1:])
