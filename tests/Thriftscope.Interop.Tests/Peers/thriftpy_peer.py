"""ThriftPy as a peer: thriftpy_peer.py IDL framed|unframed binary."""

import sys

import thriftpy
from thriftpy.protocol import TBinaryProtocolFactory, TMultiplexedProtocolFactory
from thriftpy.server import TThreadedServer
from thriftpy.thrift import TClient, TMultiplexedProcessor, TProcessor
from thriftpy.transport import TBufferedTransportFactory, TFramedTransportFactory, TServerSocket, TSocket

import peer

_, idl, transport, protocol = sys.argv
# Its compact protocol needs a Python before 3.9.
assert protocol == "binary"
interop = thriftpy.load(idl, module_name="interop_thrift")
transport_factory = TFramedTransportFactory() if transport == "framed" else TBufferedTransportFactory()


class BoundSocket(TServerSocket):
    def listen(self):
        pass


def serve(processor):
    # Without client_timeout=None, a client that is silent for 3 seconds is dropped.
    server_socket = BoundSocket("127.0.0.1", client_timeout=None)
    server_socket.sock = peer.Listener()
    server = TThreadedServer(processor, server_socket, iprot_factory=TBinaryProtocolFactory(), itrans_factory=transport_factory, daemon=True)
    return peer.serve_in_background(server, server_socket.sock)


def client(port, service="Interop", multiplexed=None):
    trans = transport_factory.get_transport(TSocket("127.0.0.1", port, socket_timeout=peer.TIMEOUT_MS))
    factory = TBinaryProtocolFactory()
    if multiplexed:
        factory = TMultiplexedProtocolFactory(factory, multiplexed)
    trans.open()
    return TClient(getattr(interop, service), factory.get_protocol(trans))


handler = peer.Handler(interop, client)
base = TProcessor(interop.Base, handler)
plain = TProcessor(interop.Interop, handler)
multiplexed = TMultiplexedProcessor()
multiplexed.register_processor("first", plain)
multiplexed.register_processor("second", base)

peer.run(serve(plain), {**vars(interop), **globals()})
