"""A socket as a source of bytes, and lines of JSON out of several threads."""

import json
import os
import sys
import threading

from wire import WireError

TIMEOUT = 10.0  # seconds, of each wait for the other end

_lock = threading.Lock()


def tell(**line):
    with _lock:
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


def end_with_stdin():
    """Ends this process when the one that started it closes its standard input, or ends."""
    sys.stdin.buffer.read()
    os._exit(0)


class Closed(Exception):
    """The other end closed the connection between two messages."""


class Channel:
    """Reads and peeks, and keeps what was read since begin()."""

    def __init__(self, socket):
        socket.settimeout(TIMEOUT)
        self.socket = socket
        self.ahead = b""
        self.taken = b""

    def begin(self):
        """Waits for the first byte of a message."""
        self.taken = b""
        try:
            if not self.peek(1):
                raise Closed
        except ConnectionError as error:
            raise Closed from error

    def peek(self, count):
        while len(self.ahead) < count:
            more = self.socket.recv(65536)
            if not more:
                break
            self.ahead += more
        return self.ahead[:count]

    def read(self, count):
        data = self.peek(count)
        if len(data) < count:
            raise WireError(f"the connection was closed after {len(data)} of {count} bytes")
        self.ahead = self.ahead[count:]
        self.taken += data
        return data

    def send(self, data):
        self.socket.sendall(data)
