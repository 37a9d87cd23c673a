"""Apache Thrift for Python as a peer: apache_peer.py GENERATED framed|unframed|header binary|compact."""

import functools
import importlib
import sys

from thrift.protocol.TBinaryProtocol import TBinaryProtocolFactory
from thrift.protocol.TCompactProtocol import TCompactProtocolFactory
from thrift.protocol.THeaderProtocol import THeaderProtocolFactory
from thrift.protocol.TMultiplexedProtocol import TMultiplexedProtocol
from thrift.server.TServer import TThreadedServer
from thrift.TMultiplexedProcessor import TMultiplexedProcessor
from thrift.transport.THeaderTransport import THeaderSubprotocolID
from thrift.transport.TSocket import TServerSocket, TSocket
from thrift.transport.TTransport import TBufferedTransportFactory, TFramedTransportFactory

import apache_context
import apache_tracing
import peer

_, generated, transport, protocol = sys.argv
sys.path.insert(0, generated)
types = importlib.import_module("interop.ttypes")
services = {name: importlib.import_module(f"interop.{name}") for name in ("Interop", "Base")}
transport_factory = TFramedTransportFactory() if transport == "framed" else TBufferedTransportFactory()
protocol_factory = TCompactProtocolFactory() if protocol == "compact" else TBinaryProtocolFactory()
if transport == "header":
    protocol_factory = THeaderProtocolFactory(
        default_protocol=THeaderSubprotocolID.COMPACT if protocol == "compact" else THeaderSubprotocolID.BINARY
    )
traced = apache_tracing.TracingProtocolFactory(protocol_factory)


class BoundSocket(TServerSocket):
    def listen(self):
        pass


def serve(processor, protocols=protocol_factory):
    server_socket = BoundSocket()
    server_socket.handle = peer.Listener()
    server = TThreadedServer(processor, server_socket, transport_factory, protocols, daemon=True)
    return peer.serve_in_background(server, server_socket.handle)


def connect(port, protocols=protocol_factory):
    socket = TSocket("127.0.0.1", port)
    socket.setTimeout(peer.TIMEOUT_MS)
    trans = transport_factory.getTransport(socket)
    trans.open()
    return protocols.getProtocol(trans)


def client(port, service="Interop", multiplexed=None, protocols=protocol_factory):
    connected = connect(port, protocols)
    return services[service].Client(TMultiplexedProtocol(connected, multiplexed) if multiplexed else connected)


def call_with_context(port, context):
    return apache_context.call(connect(port), context)


handler = peer.Handler(types, client)
base = services["Base"].Processor(handler)
plain = services["Interop"].Processor(handler)
multiplexed = TMultiplexedProcessor()
multiplexed.registerProcessor("first", plain)
multiplexed.registerProcessor("second", base)
passing_on = services["Interop"].Processor(peer.Handler(types, functools.partial(client, protocols=traced)))
context_reader = apache_context.Reader()

peer.run(serve(plain), {**vars(types), **globals()})
