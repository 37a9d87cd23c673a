"""ThriftPy's own tracking, as Debian has it (0.3.9), at both ends.

  thriftpy_tracking.py server [--next PORT] …   prints {"port": N}, then a line of JSON for each thing it sees; ends with its standard input
  thriftpy_tracking.py client --port N …        calls, prints a line of JSON for each call, and ends

Its probe has no version, so that replies come without a header. A handler that raises closes the connection, without a reply: what it
answers with an exception is a method that it does not have, such as "missing". Binary only: its compact protocol needs an older Python.
"""

import argparse
import contextlib
import io
import json
import socket
import sys
import threading

import thriftpy.parser
from thriftpy.contrib.tracking import TrackerBase, TTrackedClient, TTrackedProcessor, track_thrift
from thriftpy.protocol import TBinaryProtocolFactory
from thriftpy.server import TThreadedServer
from thriftpy.transport import TBufferedTransportFactory, TFramedTransportFactory, TServerSocket, TSocket

from channel import TIMEOUT, end_with_stdin, tell

METHODS = "string echo(1: string text), string fail(1: string text)"
served = thriftpy.parser.load_fp(io.StringIO(f"service Echo {{ {METHODS} }}"), "served_thrift").Echo
called = thriftpy.parser.load_fp(io.StringIO(f"service Echo {{ {METHODS}, string missing(1: string text) }}"), "called_thrift").Echo


class Tracker(TrackerBase):
    """Tells of each header that came, and keeps what was recorded of calls."""

    def __init__(self, options):
        super().__init__(client=options.app_id, server="peer")
        self.app_id = options.app_id
        self.records = []

    def init_handshake_info(self, handshake_obj):
        handshake_obj.app_id = self.app_id

    def handle_handshake_info(self, handshake_obj):
        tell(event="probe", app_id=handshake_obj.app_id)

    def handle(self, header):
        tell(event="header", request_id=header.request_id, seq=header.seq, meta=header.meta)
        super().handle(header)

    def record(self, header, exception):
        shown = ("request_id", "seq", "api", "status", "meta", "annotation", "client", "server")
        self.records.append({name: getattr(header, name) for name in shown} | {"error": type(exception).__name__ if exception else None})


def factories(options):
    return TFramedTransportFactory() if options.framing == "framed" else TBufferedTransportFactory(), TBinaryProtocolFactory()


@contextlib.contextmanager
def tracked_client(options, port, tracker):
    transport_factory, protocol_factory = factories(options)
    transport = transport_factory.get_transport(TSocket("127.0.0.1", port, socket_timeout=int(TIMEOUT * 1000)))
    transport.open()
    try:
        yield TTrackedClient(tracker, called, protocol_factory.get_protocol(transport))
    finally:
        transport.close()


def call(client, tracker, method, text):
    """One call, as a line of JSON; record is null where the connection was not upgraded."""
    tracker.records.clear()
    line = {"method": method, "upgraded": client._upgraded, "result": None, "error": None}
    try:
        line["result"] = getattr(client, method)(text)
    except Exception as error:
        line["error"] = {"class": type(error).__name__, "type": getattr(error, "type", None), "message": str(error)}
    return line | {"record": tracker.records[0] if tracker.records else None}


class Handler:
    def __init__(self, options):
        self.options = options

    def echo(self, text):
        tell(event="request", method="echo", text=text)
        if self.options.next:
            tracker = Tracker(self.options)
            with tracked_client(self.options, self.options.next, tracker) as client:
                for _ in range(self.options.next_times):
                    tell(event="next", **call(client, tracker, "echo", text))
        return text

    def fail(self, text):
        tell(event="request", method="fail", text=text)
        raise RuntimeError("It failed.")


class ProcessorPerConnection:
    """TTrackedProcessor keeps what it agreed with one connection, and each connection has a thread of its own."""

    def __init__(self, options):
        self.options = options
        self.own = threading.local()

    def process(self, iprot, oprot):
        if not hasattr(self.own, "processor"):
            self.own.processor = TTrackedProcessor(Tracker(self.options), served, Handler(self.options))
        self.own.processor.process(iprot, oprot)


class Listener(TServerSocket):
    def listen(self):
        pass


def serve(options):
    listener = Listener("127.0.0.1", client_timeout=int(TIMEOUT * 1000))
    listener.sock = socket.create_server(("127.0.0.1", 0))
    transport_factory, protocol_factory = factories(options)
    server = TThreadedServer(ProcessorPerConnection(options), listener, iprot_factory=protocol_factory, itrans_factory=transport_factory, daemon=True)
    tell(port=listener.sock.getsockname()[1])
    threading.Thread(target=server.serve, daemon=True).start()
    end_with_stdin()


def make_calls(options):
    tracker = Tracker(options)
    with contextlib.ExitStack() as stack:
        if options.inside:
            TrackerBase.handle(tracker, track_thrift.RequestHeader(**json.loads(options.inside)))
        if options.meta:
            stack.enter_context(tracker.add_meta(**json.loads(options.meta)))
        if options.annotation:
            stack.enter_context(tracker.annotate(**json.loads(options.annotation)))
        client = stack.enter_context(tracked_client(options, options.port, tracker))
        for _ in range(options.count):
            tell(event="call", **call(client, tracker, options.method, options.text))


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    roles = parser.add_subparsers(dest="role", required=True)
    server, client = roles.add_parser("server"), roles.add_parser("client")
    for role in (server, client):
        role.add_argument("--framing", choices=("unframed", "framed"), default="unframed")
        role.add_argument("--app-id", default="thriftpy")
    server.add_argument("--next", type=int, metavar="PORT", help="echo calls this server before it answers, with the same framing")
    server.add_argument("--next-times", type=int, default=1)
    client.add_argument("--port", type=int, required=True)
    client.add_argument("--count", type=int, default=1)
    client.add_argument("--method", choices=("echo", "fail", "missing"), default="echo")
    client.add_argument("--text", default="hi")
    client.add_argument("--meta", metavar="JSON", help="goes through add_meta")
    client.add_argument("--annotation", metavar="JSON", help="goes through annotate")
    client.add_argument("--inside", metavar="JSON", help="calls as if handling a request with this header: request_id, seq, meta")
    return parser.parse_args()


def main():
    options = parse()
    if options.role == "server":
        serve(options)
    else:
        make_calls(options)


if __name__ == "__main__":
    sys.exit(main())
