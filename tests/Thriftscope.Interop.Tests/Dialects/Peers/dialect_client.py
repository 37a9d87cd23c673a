"""The client of dialect_peer.py: it calls in one dialect, and tells what came back."""

import http.client
import json
import socket
import time

from channel import TIMEOUT, Channel, tell
from dialects import Bytes, link
from wire import CALL, EXCEPTION, ONEWAY

DIALECTS = ("none", "field_8888", "field_8888_nested", "field_3333", "field_3333_nested", "pinpoint", "theader", "ttheader", "thriftpy", "finagle", "http")
OWN_FRAMING = ("theader", "ttheader", "http")


def call(options):
    """Makes the calls, and returns whether every one was answered."""
    dialect = options.dialect
    contexts = json.loads(options.also)
    if dialect != "none":
        contexts[dialect] = json.loads(options.context)
    if options.raw is not None:
        return _send_raw(options)
    framing = dialect if dialect in OWN_FRAMING else "framed" if dialect == "finagle" else options.framing
    client = Client(options, link(framing, options.protocol), contexts)
    return client.call_over_http() if framing == "http" else client.call_over_tcp()


class Client:
    def __init__(self, options, ends, contexts):
        self.options = options
        self.link = ends
        self.contexts = contexts
        self.name = f"{options.multiplexed}:{options.method}" if options.multiplexed else options.method

    def requests(self):
        for number in range(1, self.options.count + 1):
            yield self.link.write_call(self.name, number, self.options.text, self.contexts, ONEWAY if self.options.oneway else CALL)

    def call_over_tcp(self):
        with socket.create_connection(("127.0.0.1", self.options.port), TIMEOUT) as connection:
            channel = Channel(connection)
            if self.options.dialect in ("thriftpy", "finagle"):
                self._upgrade(channel)
            if self.options.pipelined:
                channel.send(b"".join(self.requests()))
            else:
                requests = self.requests()
            for _ in range(self.options.count):
                if not self.options.pipelined:
                    channel.send(next(requests))
                if not self.options.oneway:
                    self._tell_reply(channel)
            return True

    def _upgrade(self, channel):
        kind, options = self.options.dialect, self.options
        version = None if kind == "finagle" or options.version == 0 else options.version
        channel.send(self.link.write_probe(kind, 0, options.app_id if kind == "thriftpy" else None, version, options.probe_name))
        channel.begin()
        message = self.link.read_reply(channel)
        seen = self.link.describe_probe_answer(message)
        tell(**seen, hex=channel.taken.hex())
        if message.type != EXCEPTION:
            self.link.upgraded = kind
            self.link.version = min(version or 0, seen.get("version", 0))

    def _tell_reply(self, channel):
        channel.begin()
        message = self.link.read_reply(channel)
        tell(**self.link.describe_reply(message), hex=channel.taken.hex())

    def call_over_http(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.options.port, timeout=TIMEOUT)
        headers = {"Content-Type": "application/x-thrift", "Accept": "application/x-thrift"} | self.contexts["http"]
        for body in self.requests():
            connection.request("POST", self.options.path, body, headers)
            response = connection.getresponse()
            data = response.read()
            if response.status != 200 or not data:
                tell(event="reply", framing="http", status=response.status, hex=data.hex())
                if response.status != 200:
                    return False
                continue
            message = self.link.read_reply(Bytes(data))
            tell(**self.link.describe_reply(message) | {"header": {k.lower(): v for k, v in response.getheaders()}}, status=response.status, hex=data.hex())
        connection.close()
        return True


def _send_raw(options):
    with socket.create_connection(("127.0.0.1", options.port), TIMEOUT) as connection:
        connection.sendall(bytes.fromhex(options.raw))
        if options.shutdown:
            connection.shutdown(socket.SHUT_WR)
        received, closed, end = b"", False, time.monotonic() + options.wait
        while not closed and (remaining := end - time.monotonic()) > 0 and not (options.expect and len(received) >= options.expect):
            connection.settimeout(remaining)
            try:
                more = connection.recv(65536)
                received += more
                closed = not more
            except TimeoutError:
                break
            except ConnectionError:
                closed = True
        tell(event="raw", hex=received.hex(), closed=closed)
    return True
