// Apache Thrift for C++ as a peer of the matrix: peer FOLDER CERTIFICATE. Unix sockets are made in the folder.
// It takes the orders that matrix_peer.py describes. Its long values are always long.

#include <csignal>
#include <iostream>
#include <sstream>

#include "wiring.h"

using namespace peer;

static std::string quoted(const std::string& text) {
  std::ostringstream json;
  json << '"';
  for (unsigned char c : text) {
    // All beyond ASCII is left out of messages: bytes that are no text would be no JSON.
    if (c == '"' || c == '\\') json << '\\' << c;
    else json << (c < 0x20 || c > 0x7e ? '.' : static_cast<char>(c));
  }
  json << '"';
  return json.str();
}

static std::string run(const Call& call, std::unique_ptr<Client>& client, const std::function<Client()>& connect) {
  try {
    if (!client) client = std::make_unique<Client>(connect());
    call(*client);
    return "";
  } catch (const std::exception& e) {
    // A new connection after a failure: the rest of this one's bytes may be anywhere.
    client.reset();
    return e.what()[0] == '\0' ? "an exception without a message" : e.what();
  }
}

static std::string answer(Peer& peer, std::istream& order) {
  static const std::map<std::string, Call> all = calls();
  std::string verb, multiplexing, length, address, method;
  Cell cell;
  order >> verb >> cell.protocol >> cell.transport >> cell.carrier >> multiplexing >> length >> address >> std::ws;
  cell.multiplexed = multiplexing == "multiplexed";
  if (verb == "serve") return "{\"address\": " + quoted(peer.serve(cell)) + "}";

  std::string results;
  std::unique_ptr<Client> client;
  while (std::getline(order, method, ',')) {
    std::string result = run(all.at(method), client, [&] { return peer.connect(cell, address); });
    results += (results.empty() ? "" : ", ") + quoted(method) + ": " + quoted(result);
  }
  return "{\"results\": {" + results + "}}";
}

int main(int, char** arguments) {
  std::signal(SIGPIPE, SIG_IGN);
  Peer peer(arguments[1], arguments[2]);
  std::string line;
  while (std::getline(std::cin, line)) {
    std::istringstream order(line);
    try {
      std::cout << answer(peer, order) << std::endl;
    } catch (const std::exception& e) {
      std::cout << "{\"error\": " << quoted(e.what()) << "}" << std::endl;
    }
  }
  // Without the destructors that threads of servers may still need.
  _exit(0);
}
