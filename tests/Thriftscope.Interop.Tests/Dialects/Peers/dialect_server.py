"""The server of dialect_peer.py: it answers in the dialect of each request, and tells what it saw."""

import http.server
import itertools
import json
import socketserver
import threading

from carriers import read_arguments
from channel import TIMEOUT, Channel, Closed, end_with_stdin, tell
from dialects import INTERNAL_ERROR, UNKNOWN_METHOD, Bytes, Link, WireError
from wire import ONEWAY

UPGRADES = ("none", "thriftpy", "thriftpy-v0", "thriftpy-v1", "thriftpy-v2", "finagle")


def serve(options):
    reply_context = json.loads(options.reply_context)
    server = (HttpServer if options.http else TcpServer)(options, reply_context)
    tell(port=server.server_address[1])
    threading.Thread(target=server.serve_forever, daemon=True).start()
    end_with_stdin()


def answer(link, message, context, header, bare_exception=False):
    """The bytes of the answer, or nothing for a oneway message."""
    if message.type == ONEWAY:
        return b""
    text, _, _ = read_arguments(message.fields)
    if message.method == "echo":
        return link.write_result(message.name, message.seqid, text or "", context, header)
    number, problem = (INTERNAL_ERROR, "It failed.") if message.method == "fail" else (UNKNOWN_METHOD, f"There is no method {message.name}.")
    return link.write_exception(message.name, message.seqid, number, problem, context, header, bare_exception)


class TcpServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, options, reply_context):
        super().__init__(("127.0.0.1", 0), Connection)
        self.options = options
        self.reply_context = reply_context
        self.forgot = threading.Event()
        self.numbers = itertools.count(1)

    def handle_error(self, request, client_address):
        pass  # Connection tells of it.


class Connection(socketserver.BaseRequestHandler):
    def handle(self):
        self.link = Link()
        self.channel = Channel(self.request)
        self.number = next(self.server.numbers)
        self.requests = 0
        self.end = "peer"
        try:
            while self.end == "peer":
                self.channel.begin()
                self.take()
        except Closed:
            pass
        except TimeoutError:
            self.end = "timeout"
        except (WireError, ValueError, OSError) as error:
            self.end = "error"
            tell(event="error", connection=self.number, error=str(error), hex=(self.channel.taken + self.channel.ahead[:256]).hex())
        tell(event="closed", connection=self.number, requests=self.requests, by=self.end)

    def take(self):
        options = self.server.options
        message = self.link.read_call(self.channel)
        if message.probe and not self.link.upgraded:
            self.take_probe(message)
            return
        self.requests += 1
        self.tell(self.link.describe_call(message) | {"request": self.requests})
        header = dict(message.header or {}, headers={}, persistent={}, ints={})
        header.pop("padding", None)
        header.pop("token", None)
        if message.framing in ("theader", "ttheader"):
            header["headers"] = self.server.reply_context
        self.channel.send(answer(self.link, message, self.server.reply_context, header, options.exception_without_header))
        if self.link.upgraded and options.forget_after and self.requests >= options.forget_after:
            self.server.forgot.set()
            self.end = "forgot"

    def take_probe(self, message):
        upgrade = self.server.options.upgrade
        accepted = upgrade.startswith(message.probe) and not self.server.forgot.is_set()
        seen = self.link.describe_probe(message) | {"accepted": accepted}
        if not accepted:
            self.tell(seen)
            self.channel.send(self.link.write_exception(message.name, message.seqid, UNKNOWN_METHOD, f"There is no method {message.name}."))
            return
        asked = seen.get("version")
        version = None
        if message.probe == "thriftpy" and upgrade != "thriftpy-v0" and asked is not None:
            version = 1 if upgrade == "thriftpy-v1" else 2
        self.tell(seen | {"answered_version": version})
        # The answer is a plain message: what was agreed holds from the next one on.
        self.channel.send(self.link.write_probe_answer(message.name, message.seqid, version))
        self.link.upgraded = message.probe
        self.link.version = min(asked or 0, version or 0)

    def tell(self, seen):
        tell(**seen, connection=self.number, hex=self.channel.taken.hex())


class HttpServer(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, options, reply_context):
        super().__init__(("127.0.0.1", 0), Post)
        self.options = options
        self.reply_context = reply_context
        self.numbers = itertools.count(1)


class Post(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = TIMEOUT

    def setup(self):
        super().setup()
        self.number = next(self.server.numbers)
        self.requests = 0

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])) if "Content-Length" in self.headers else self._chunks()
        link = Link("http")
        try:
            message = link.read_call(Bytes(body))
            self.requests += 1
            headers = {k.lower(): v for k, v in self.headers.items()}
            tell(**link.describe_call(message, headers), path=self.path, connection=self.number, request=self.requests, hex=body.hex())
            status, reply = 200, answer(link, message, None, None)
        except WireError as error:
            tell(event="error", connection=self.number, error=str(error), hex=body.hex())
            status, reply = 400, b""
        self.send_response(status)
        self.send_header("Content-Type", "application/x-thrift")
        self.send_header("Content-Length", str(len(reply)))
        for key, value in self.server.reply_context.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(reply)

    def _chunks(self):
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def log_message(self, *_):
        pass
