"""Apache Thrift for Python as a peer: apache_peer.py GENERATED framed|unframed."""

import importlib
import sys

from thrift.protocol.TBinaryProtocol import TBinaryProtocol, TBinaryProtocolFactory
from thrift.protocol.TMultiplexedProtocol import TMultiplexedProtocol
from thrift.server.TServer import TThreadedServer
from thrift.TMultiplexedProcessor import TMultiplexedProcessor
from thrift.transport.TSocket import TServerSocket, TSocket
from thrift.transport.TTransport import TBufferedTransportFactory, TFramedTransportFactory

import apache_context
import peer

_, generated, transport = sys.argv
sys.path.insert(0, generated)
types = importlib.import_module("interop.ttypes")
services = {name: importlib.import_module(f"interop.{name}") for name in ("Interop", "Base")}
transport_factory = TFramedTransportFactory() if transport == "framed" else TBufferedTransportFactory()


class BoundSocket(TServerSocket):
    def listen(self):
        pass


def serve(processor):
    server_socket = BoundSocket()
    server_socket.handle = peer.Listener()
    server = TThreadedServer(processor, server_socket, transport_factory, TBinaryProtocolFactory(), daemon=True)
    return peer.serve_in_background(server, server_socket.handle)


def protocol(port):
    socket = TSocket("127.0.0.1", port)
    socket.setTimeout(peer.TIMEOUT_MS)
    trans = transport_factory.getTransport(socket)
    trans.open()
    return TBinaryProtocol(trans)


def client(port, service="Interop", multiplexed=None):
    binary = protocol(port)
    return services[service].Client(TMultiplexedProtocol(binary, multiplexed) if multiplexed else binary)


def call_with_context(port, context):
    return apache_context.call(protocol(port), context)


handler = peer.Handler(types, client)
base = services["Base"].Processor(handler)
plain = services["Interop"].Processor(handler)
multiplexed = TMultiplexedProcessor()
multiplexed.registerProcessor("first", plain)
multiplexed.registerProcessor("second", base)
context_reader = apache_context.Reader()

peer.run(serve(plain), {**vars(types), **globals()})
