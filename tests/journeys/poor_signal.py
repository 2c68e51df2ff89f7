"""A way to the web server that may break in the middle of an answer, and says nothing of it."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

A_PIECE = 65_536


class PoorSignal:
    """Hands everything on, both ways; of answers only so many bytes once `most_bytes` is set."""

    def __init__(self, web: str) -> None:
        self.most_bytes: int | None = None
        self._server = urlsplit(web)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = [self._listener]
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        """End it, with what is under way."""
        for one in self._open:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                phone, _ = self._listener.accept()
                server = socket.create_connection((self._server.hostname, self._server.port))
                self._open += [phone, server]
                for way in ((phone, server, False), (server, phone, True)):
                    threading.Thread(target=self._hand_on, args=way, daemon=True).start()

    def _hand_on(self, source: socket.socket, to: socket.socket, is_answer: bool) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(A_PIECE):
                to.sendall(piece[: self.most_bytes] if is_answer else piece)
                if is_answer and self.most_bytes is not None:
                    return  # neither more nor an end
            to.shutdown(socket.SHUT_WR)


@contextmanager
def poor_signal(web: str) -> Iterator[PoorSignal]:
    """Between a phone and that address."""
    signal = PoorSignal(web)
    try:
        yield signal
    finally:
        signal.close()
