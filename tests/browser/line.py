"""The network between a browser and a dashboard: slow, or losing some of what the browser sends."""

import asyncio
import random
import struct
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

DATA = (1, 2)  # the opcodes of websocket frames that carry something


class Line:
    """A line to a dashboard, with an address of its own.

    Attributes:
        delay: seconds that everything takes on its way, in each direction.
        failing: the share of requests and websocket messages, in 0..1, that do not arrive: a
            request is answered with 503, a message is swallowed, or its connection breaks.
        messages: how many websocket messages the browser has sent.
    """

    def __init__(self, target: str, seed: int = 1) -> None:
        self._target = urlsplit(target)
        self._chance = random.Random(seed)
        self.delay = 0.0
        self.failing = 0.0
        self.messages = 0
        self.failed = 0
        self.url = ""
        self._open: set[asyncio.StreamWriter] = set()

    async def serve(self, ready: threading.Event, end: asyncio.Event) -> None:
        """Until the end, let browsers in."""
        server = await asyncio.start_server(self._meet, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        ready.set()
        await end.wait()
        server.close()
        for writer in list(self._open):
            writer.close()
        await asyncio.sleep(0.2)  # whoever reads from them has ended by then

    def _fails(self) -> bool:
        lost = self._chance.random() < self.failing
        self.failed += lost
        return lost

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with self._opened(writer), suppress(OSError, asyncio.IncompleteReadError):
            there, to_server = await asyncio.open_connection(
                self._target.hostname, self._target.port
            )
            with self._opened(to_server):
                await _first(self._send(reader, to_server, writer), self._pass(there, writer))

    @contextmanager
    def _opened(self, writer: asyncio.StreamWriter) -> Iterator[None]:
        self._open.add(writer)
        try:
            yield
        finally:
            self._open.discard(writer)
            writer.close()

    async def _send(self, reader, to_server, writer) -> None:
        """What the browser sends: requests, and frames once it has asked for a websocket."""
        way = _Delayed(self, to_server)
        while head := await reader.readuntil(b"\r\n\r\n"):
            if b"upgrade: websocket" in head.lower():
                way.send(head)
                await self._send_frames(reader, way)
                break
            if self._fails():
                writer.write(b"HTTP/1.1 503 Unavailable\r\nContent-Length: 0\r\n\r\n")
                continue
            way.send(head)

    async def _send_frames(self, reader, way) -> None:
        while True:
            opcode, frame = await _frame(reader)
            self.messages += opcode in DATA
            if opcode in DATA and self._fails():
                if self._chance.random() < 0.5:
                    return  # the connection breaks
                continue
            way.send(frame)

    async def _pass(self, there, writer) -> None:
        way = _Delayed(self, writer)
        while data := await there.read(65536):
            way.send(data)
        await asyncio.sleep(self.delay)


async def _first(*works: Coroutine[None, None, None]) -> None:
    """Until one of these ends; the others end with it."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class _Delayed:
    """Sends in order, each piece after the delay of the line."""

    def __init__(self, line: Line, writer: asyncio.StreamWriter) -> None:
        self._line = line
        self._writer = writer
        self._last = 0.0

    def send(self, data: bytes) -> None:
        loop = asyncio.get_running_loop()
        self._last = max(self._last, loop.time() + self._line.delay)
        loop.call_at(self._last, self._write, data)

    def _write(self, data: bytes) -> None:
        if not self._writer.is_closing():
            self._writer.write(data)


async def _frame(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """The opcode of the next websocket frame of a browser, and all of its bytes (RFC 6455)."""
    head = await reader.readexactly(2)
    size = head[1] & 0x7F
    if size >= 126:
        more = await reader.readexactly(2 if size == 126 else 8)
        size = struct.unpack("!H" if size == 126 else "!Q", more)[0]
        head += more
    return head[0] & 0x0F, head + await reader.readexactly(4 + size)


@contextmanager
def line_to(target: str) -> Iterator[Line]:
    """A line to a dashboard that lets everything through until told otherwise."""
    line, ready, end = Line(target), threading.Event(), asyncio.Event()
    loops: list[asyncio.AbstractEventLoop] = []

    async def serve() -> None:
        loops.append(asyncio.get_running_loop())
        await line.serve(ready, end)

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    ready.wait(10)
    try:
        yield line
    finally:
        loops[0].call_soon_threadsafe(end.set)
        thread.join(10)
