"""The shop's users: an open-loop load, so that a slow shop does not slow them down."""

from __future__ import annotations

import asyncio
import random
import threading
import time
from dataclasses import dataclass, field

from tests.lab.site import ADDRESSES

AGENTS = (
    "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36",
)
NETWORKS = ("192.0.2", "198.51.100", "203.0.113")
WORDS = ("bag", "phone", "mug", "lamp")
PATIENCE = 12.0
ANSWERED = 100
GAVE_UP = 499
REFUSED = 0
MIX = {"home": 20, "product": 34, "search": 10, "account": 8, "cart": 12, "checkout": 7, "static": 9}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One request as its user saw it: when it ended (epoch seconds), its status, its duration in seconds."""

    ended: float
    status: int
    duration: float


@dataclass
class Crowd:
    """Users who send ``rate`` requests a second, each of a mix of pages; ``client`` when it is one address alone."""

    rate: float
    mix: dict[str, int] = field(default_factory=lambda: MIX)
    client: str = ""
    agent: str = ""

    def request(self, chance: random.Random) -> bytes:
        """The next request."""
        page = chance.choices(list(self.mix), list(self.mix.values()))[0]
        client = self.client or f"{chance.choice(NETWORKS)}.{chance.randint(1, 254)}"
        agent = self.agent or AGENTS[hash(client) % len(AGENTS)]
        method = "POST" if page in {"cart", "checkout"} else "GET"
        path = {
            "home": "/",
            "product": f"/product/{chance.randint(1, 6000)}",
            "search": f"/search?q={chance.choice(WORDS)}",
            "static": f"/static/{chance.choice(('app.js', 'app.css', 'logo.svg'))}",
        }.get(page, f"/{page.lstrip('/')}")
        head = f"{method} {path} HTTP/1.1\r\nHost: shop.example\r\nX-Forwarded-For: {client}\r\nUser-Agent: {agent}\r\n"
        return (
            f"{head}X-Customer: {chance.randint(1, 20000)}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()
        )


class Load:
    """Crowds that come and go while the recording runs, and what each of their requests met."""

    def __init__(self, *, seed: int = 1) -> None:
        """Nobody is there yet."""
        self.outcomes: list[Outcome] = []
        self.chance = random.Random(seed)
        self._loop = asyncio.new_event_loop()
        self._crowds: dict[str, asyncio.Task[None]] = {}
        self._requests: set[asyncio.Task[None]] = set()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()

    def come(self, name: str, crowd: Crowd) -> None:
        """A crowd starts."""
        self._loop.call_soon_threadsafe(self._start, name, crowd)

    def leave(self, name: str) -> None:
        """A crowd stops."""
        self._loop.call_soon_threadsafe(lambda: self._crowds.pop(name).cancel())

    def _start(self, name: str, crowd: Crowd) -> None:
        self._crowds[name] = self._loop.create_task(self._send(crowd))

    async def _send(self, crowd: Crowd) -> None:
        due = time.monotonic()
        while True:
            due += self.chance.expovariate(crowd.rate)
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            task = self._loop.create_task(self._ask(crowd.request(self.chance)))
            self._requests.add(task)
            task.add_done_callback(self._requests.discard)

    async def _ask(self, request: bytes) -> None:
        began, status = time.time(), REFUSED
        try:
            async with asyncio.timeout(PATIENCE):
                reader, writer = await asyncio.open_connection(ADDRESSES["web"], 80)
                try:
                    writer.write(request)
                    head = await reader.readline()
                    status = int(head.split()[1]) if head else REFUSED
                    await reader.read()
                finally:
                    writer.close()
        except TimeoutError:
            status = GAVE_UP
        except (OSError, ValueError, IndexError):
            status = max(status, REFUSED)
        ended = time.time()
        self.outcomes.append(Outcome(ended, status, ended - began))
