// Protocols, transports and sockets by the words of an order.
#pragma once

#include <unistd.h>

#include <memory>
#include <thread>

#include <thrift/processor/TMultiplexedProcessor.h>
#include <thrift/protocol/TBinaryProtocol.h>
#include <thrift/protocol/TCompactProtocol.h>
#include <thrift/protocol/THeaderProtocol.h>
#include <thrift/protocol/TJSONProtocol.h>
#include <thrift/protocol/TMultiplexedProtocol.h>
#include <thrift/server/TThreadedServer.h>
#include <thrift/transport/THttpClient.h>
#include <thrift/transport/THttpServer.h>
#include <thrift/transport/TSSLServerSocket.h>
#include <thrift/transport/TSSLSocket.h>
#include <thrift/transport/TZlibTransport.h>

#include "calls.h"
#include "handler.h"

namespace peer {

using namespace apache::thrift::protocol;
using namespace apache::thrift::transport;
using apache::thrift::TMultiplexedProcessor;
using apache::thrift::TProcessor;
using std::make_shared;
using std::shared_ptr;

const int timeout = 10000;  // ms

struct Cell {
  std::string protocol, transport, carrier;
  bool multiplexed;

  bool isSecure() const { return carrier == "tls" || carrier == "https"; }
  bool isUnix() const { return carrier == "unix" || carrier == "abstract"; }
  bool isHttp() const { return carrier == "http" || carrier == "https"; }
  bool isHeader() const { return transport == "header" || transport == "header-zlib"; }
};

// A client's calls are below the span of this context; a server's reply says in a header which context it has seen.
class TracedHeaderProtocol : public THeaderProtocol {
public:
  using THeaderProtocol::THeaderProtocol;

  uint32_t writeMessageBegin_virt(const std::string& name, const TMessageType type, const int32_t sequence) override {
    if (type == apache::thrift::protocol::T_CALL || type == apache::thrift::protocol::T_ONEWAY) {
      setHeader("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    } else if (!seen().empty()) {
      setHeader("seen-traceparent", seen());
    }
    return THeaderProtocol::writeMessageBegin_virt(name, type, sequence);
  }

  uint32_t readMessageBegin_virt(std::string& name, TMessageType& type, int32_t& sequence) override {
    uint32_t size = THeaderProtocol::readMessageBegin_virt(name, type, sequence);
    auto header = getHeaders().find("traceparent");
    seen() = header == getHeaders().end() ? "" : header->second;
    return size;
  }

private:
  // A server has one protocol to read with and another to write with, and a thread for each connection.
  static std::string& seen() {
    static thread_local std::string context;
    return context;
  }
};

// A protocol that writes headers, with the transform where the cell asks for it.
class HeaderFactory : public TProtocolFactory {
public:
  explicit HeaderFactory(const Cell& cell) : cell_(cell) {}

  shared_ptr<TProtocol> getProtocol(shared_ptr<TTransport> transport) override { return getProtocol(transport, transport); }

  shared_ptr<TProtocol> getProtocol(shared_ptr<TTransport> in, shared_ptr<TTransport> out) override {
    auto protocol = make_shared<TracedHeaderProtocol>(in, out, cell_.protocol == "compact" ? T_COMPACT_PROTOCOL : T_BINARY_PROTOCOL);
    if (cell_.transport == "header-zlib") {
      std::dynamic_pointer_cast<THeaderTransport>(protocol->getTransport())->setTransform(THeaderTransport::ZLIB_TRANSFORM);
    }
    return protocol;
  }

private:
  Cell cell_;
};

inline shared_ptr<TProtocolFactory> protocolFactory(const Cell& cell) {
  if (cell.isHeader()) return make_shared<HeaderFactory>(cell);
  if (cell.protocol == "binary") return make_shared<TBinaryProtocolFactory>();
  if (cell.protocol == "binary-nonstrict") return make_shared<TBinaryProtocolFactory>(0, 0, false, false);
  if (cell.protocol == "compact") return make_shared<TCompactProtocolFactory>();
  if (cell.protocol == "json") return make_shared<TJSONProtocolFactory>();
  throw std::invalid_argument("no protocol " + cell.protocol);
}

// What lies between socket and protocol.
class LayerFactory : public TTransportFactory {
public:
  explicit LayerFactory(const Cell& cell) : cell_(cell) {}

  shared_ptr<TTransport> getTransport(shared_ptr<TTransport> socket) override {
    if (cell_.isHttp()) return make_shared<THttpServer>(socket);
    return over(socket);
  }

  shared_ptr<TTransport> over(shared_ptr<TTransport> socket) const {
    if (cell_.isHeader()) return socket;
    if (cell_.transport == "zlib") return make_shared<TZlibTransport>(socket);
    if (cell_.transport == "zlib-framed") return make_shared<TFramedTransport>(make_shared<TZlibTransport>(socket));
    if (cell_.transport == "framed") return make_shared<TFramedTransport>(socket);
    return make_shared<TBufferedTransport>(socket);
  }

private:
  Cell cell_;
};

// Listens before the server is started: its port is known then.
template <class Socket>
class Listening : public Socket {
public:
  template <class... Arguments>
  explicit Listening(Arguments&&... arguments) : Socket(std::forward<Arguments>(arguments)...) {
    Socket::listen();
  }

  void listen() override {}
};

class Peer {
public:
  Peer(const std::string& folder, const std::string& certificate) : folder_(folder), certificate_(certificate) {}

  // Serves in the background, and returns the address.
  std::string serve(const Cell& cell) {
    auto [socket, address] = listen(cell);
    auto server = make_shared<apache::thrift::server::TThreadedServer>(
        processor(cell), socket, make_shared<LayerFactory>(cell), protocolFactory(cell));
    std::thread([server] { server->serve(); }).detach();
    return address;
  }

  Client connect(const Cell& cell, const std::string& address) const {
    auto socket = socketTo(cell, address);
    // Peers that listen on IPv4 only are named by number, but for TLS: the certificate is checked against the name.
    socket->setRecvTimeout(timeout);
    socket->setSendTimeout(timeout);
    shared_ptr<TTransport> transport =
        cell.isHttp() ? make_shared<THttpClient>(socket, "localhost", "/matrix") : LayerFactory(cell).over(socket);
    transport->open();
    auto protocol = protocolFactory(cell)->getProtocol(transport);
    if (!cell.multiplexed) return {make_shared<NewerClient>(protocol), make_shared<BaseClient>(protocol)};
    return {make_shared<NewerClient>(make_shared<TMultiplexedProtocol>(protocol, "first")),
            make_shared<BaseClient>(make_shared<TMultiplexedProtocol>(protocol, "second"))};
  }

private:
  shared_ptr<TProcessor> processor(const Cell& cell) const {
    auto plain = make_shared<MatrixProcessor>(handler_);
    if (!cell.multiplexed) return plain;
    auto multiplexed = make_shared<TMultiplexedProcessor>();
    multiplexed->registerProcessor("first", plain);
    multiplexed->registerProcessor("second", make_shared<BaseProcessor>(handler_));
    return multiplexed;
  }

  std::pair<shared_ptr<TServerTransport>, std::string> listen(const Cell& cell) {
    if (cell.isUnix()) {
      std::string name = "thriftscope-cpp-" + std::to_string(getpid()) + "-" + std::to_string(++sockets_);
      std::string address = cell.carrier == "abstract" ? "@" + name : folder_ + "/" + name;
      return {make_shared<Listening<TServerSocket>>(socketPath(address)), address};
    }
    if (cell.isSecure()) {
      auto factory = make_shared<TSSLSocketFactory>();
      factory->server(true);
      factory->loadCertificate(certificate_.c_str());
      factory->loadPrivateKey(certificate_.c_str());
      auto socket = make_shared<Listening<TSSLServerSocket>>("127.0.0.1", 0, factory);
      return {socket, std::to_string(socket->getPort())};
    }
    auto socket = make_shared<Listening<TServerSocket>>("127.0.0.1", 0);
    return {socket, std::to_string(socket->getPort())};
  }

  shared_ptr<TSocket> socketTo(const Cell& cell, const std::string& address) const {
    if (cell.isUnix()) return make_shared<TSocket>(socketPath(address));
    if (!cell.isSecure()) return make_shared<TSocket>("127.0.0.1", std::stoi(address));
    TSSLSocketFactory factory;
    factory.authenticate(true);
    factory.loadTrustedCertificates(certificate_.c_str());
    return factory.createSocket("localhost", std::stoi(address));
  }

  static std::string socketPath(const std::string& address) {
    return address[0] == '@' ? std::string(1, '\0') + address.substr(1) : address;
  }

  std::string folder_, certificate_;
  shared_ptr<Handler> handler_ = make_shared<Handler>();
  int sockets_ = 0;
};

}  // namespace peer
