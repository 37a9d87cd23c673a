"use strict";
// Apache Thrift for Node as a peer of the matrix: peer.js GENERATED CERTIFICATE. It takes the orders that matrix_peer.py describes.
// NODE_PATH names the folder with the package thrift: the generated code needs it too.

const fs = require("fs");
const os = require("os");
const path = require("path");
const readline = require("readline");
const thrift = require("thrift");
const { calls } = require("./calls");
const { createHandler } = require("./handler");

const [generated, certificateFile] = process.argv.slice(2);
const certificate = fs.readFileSync(certificateFile);
const types = require(path.join(generated, "matrix_types"));
const [Base, Matrix, Newer] = ["Base", "Matrix", "Newer"].map((name) => require(path.join(generated, name)));
const handler = createHandler(types);
const timeout = 10_000; // ms
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "thriftscope-"));
process.on("exit", () => fs.rmSync(folder, { recursive: true }));

const protocols = { binary: thrift.TBinaryProtocol, compact: thrift.TCompactProtocol, json: thrift.TJSONProtocol };
const transports = { unframed: thrift.TBufferedTransport, framed: thrift.TFramedTransport };

// Generated clients flush their transport, where the package writes the header when the protocol is flushed: it would never be sent.
class HeaderTransport extends thrift.TBufferedTransport {
  flush() {
    if (this.outCount > 0) this.writeHeaders();
    return super.flush();
  }
}

// The header names the protocol behind it, which is the transport's to say: binary if nobody does.
class HeaderCompactTransport extends HeaderTransport {
  constructor(...all) {
    super(...all);
    this.setProtocolId(2);
  }
}

function wiring(cell) {
  if (cell.transport !== "header") return { transport: transports[cell.transport], protocol: protocols[cell.protocol] };
  return { transport: cell.protocol === "compact" ? HeaderCompactTransport : HeaderTransport, protocol: thrift.THeaderProtocol };
}

class Cell {
  constructor([protocol, transport, carrier, multiplexing, length]) {
    Object.assign(this, { protocol, transport, carrier, multiplexed: multiplexing === "multiplexed", isLong: length === "long" });
    this.isHttp = carrier.startsWith("http");
    this.isSecure = carrier === "tls" || carrier === "https";
    this.isUnix = carrier === "unix" || carrier === "abstract";
  }
}

function createServer(cell) {
  const options = wiring(cell);
  if (cell.isSecure) options.tls = { key: certificate, cert: certificate };
  const processor = cell.multiplexed ? multiplexed() : new Matrix.Processor(handler);
  if (!cell.isHttp) return thrift.createMultiplexServer(processor, options);
  const service = cell.multiplexed ? { processor, ...options } : { processor: Matrix, handler, ...options };
  return thrift.createWebServer({ tls: options.tls, services: { "/matrix": service } });
}

function multiplexed() {
  const processor = new thrift.MultiplexedProcessor();
  processor.registerProcessor("first", new Matrix.Processor(handler));
  processor.registerProcessor("second", new Base.Processor(handler));
  return processor;
}

let sockets = 0;

function serve(cell) {
  const server = createServer(cell);
  // A peer that closes its connection early is no reason to end.
  server.on("error", (error) => console.error(error));
  return new Promise((resolve) => {
    if (!cell.isUnix) {
      server.listen(0, "127.0.0.1", () => resolve(String((server.server ?? server).address().port)));
      return;
    }
    const name = `thriftscope-node-${process.pid}-${++sockets}`;
    const address = cell.carrier === "abstract" ? "@" + name : path.join(folder, name);
    server.listen(socketPath(address), () => resolve(address));
  });
}

function socketPath(address) {
  return address.startsWith("@") ? "\0" + address.slice(1) : address;
}

function connect(cell, address) {
  const options = { ...wiring(cell), timeout };
  if (cell.isSecure) options.ca = certificate;
  let connection;
  if (cell.isHttp) {
    const agent = cell.isSecure ? { nodeOptions: { ca: certificate } } : {};
    connection = thrift.createHttpConnection("127.0.0.1", Number(address), { ...options, ...agent, path: "/matrix", https: cell.isSecure });
  } else if (cell.isUnix) {
    connection = thrift.createUDSConnection(socketPath(address), options);
  } else {
    const create = cell.isSecure ? thrift.createSSLConnection : thrift.createConnection;
    connection = create("127.0.0.1", Number(address), options);
  }
  const failed = new Promise((_, reject) => {
    connection.on("error", reject);
    connection.on("close", () => reject(new Error("the connection was closed")));
    connection.on("timeout", () => reject(new Error("no answer in time")));
  });
  failed.catch(() => {});
  const client = cell.multiplexed
    ? new thrift.Multiplexer().createClient("first", Newer, connection)
    : thrift.createClient(Newer, connection);
  if (cell.multiplexed) {
    const second = new thrift.Multiplexer().createClient("second", Base, connection);
    client.whoAreYou = () => second.whoAreYou();
  }
  return { client, failed, close: () => connection.end?.() };
}

/** Calls the methods over one connection, or a new one after a failure. */
async function callAll(cell, address, methods) {
  const results = {};
  const allCalls = calls(types, thrift.Thrift.TApplicationException, cell.isLong);
  let connection = null;
  for (const method of methods) {
    try {
      connection ??= connect(cell, address);
      await Promise.race([allCalls[method](connection.client), connection.failed, patience()]);
      results[method] = "";
    } catch (error) {
      results[method] = String(error?.message || error);
      connection?.close();
      connection = null;
    }
  }
  connection?.close();
  return results;
}

function patience() {
  return new Promise((_, reject) => setTimeout(() => reject(new Error("no answer in time")), timeout).unref());
}

async function answer(line) {
  const [order, ...words] = line.split(" ");
  const cell = new Cell(words);
  if (order === "serve") return { address: await serve(cell) };
  return { results: await callAll(cell, words[5], words[6].split(",")) };
}

// The package reports some failures outside of any call.
process.on("uncaughtException", (error) => console.error(error));
process.on("unhandledRejection", (error) => console.error(error));

const input = readline.createInterface({ input: process.stdin });
let last = Promise.resolve();
input.on("line", (line) => {
  last = last
    .then(() => answer(line))
    .catch((error) => ({ error: String(error?.stack ?? error) }))
    .then((result) => console.log(JSON.stringify(result)));
});
input.on("close", () => process.exit());
