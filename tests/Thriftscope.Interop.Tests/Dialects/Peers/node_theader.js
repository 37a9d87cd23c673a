"use strict";
// Apache Thrift for Node behind its THeader. NODE_PATH names the folder with the package thrift.
//   node_theader.js server [--reply-context JSON]                        prints {"port": N}, then a line of JSON for each request
//   node_theader.js client --port N [--context JSON] [--protocol compact] [--method M] [--text T] [--count N]   a line for each reply
//
// What the package (0.24) supports of THeader, as its header_transport.js has it:
// - binary and compact; info 1 only, the first info of another kind ends the header; no transforms ("Transforms are not yet supported");
//   flags are written as 0, and the sequence id of the header is whatever setSeqId said last, which nobody else calls: 0 from a client.
// - Keys keep their case. The headers that were read are those of every message so far on the connection: nothing clears them. Here they
//   are cleared before each message.
// - A server writes headers only when the message that its transport read last had some, and looks for the next message before an
//   asynchronous handler has answered: such an answer has no header. This server answers at once.
// - A server that reads headers also reads bare messages, but not plain frames.
// - Generated code flushes the transport, where only a flush of the protocol writes the header. This client flushes the protocol.

const thrift = require("thrift");

const { Type, MessageType, TApplicationException, TApplicationExceptionType } = thrift.Thrift;
const TIMEOUT = 10_000; // ms
const wiring = { transport: thrift.TBufferedTransport, protocol: thrift.THeaderProtocol };

const tell = (line) => process.stdout.write(JSON.stringify(line) + "\n");

/** Reads a struct: its strings by field id, and the ids of all fields in order. */
function readStruct(input) {
  const strings = {};
  const fields = [];
  input.readStructBegin();
  for (;;) {
    const { ftype, fid } = input.readFieldBegin();
    if (ftype === Type.STOP) break;
    fields.push(fid);
    if (ftype === Type.STRING) strings[fid] = input.readString();
    else input.skip(ftype);
    input.readFieldEnd();
  }
  input.readStructEnd();
  input.readMessageEnd();
  return { strings, fields };
}

function writeString(output, name, type, seqid, id, text) {
  output.writeMessageBegin(name, type, seqid);
  output.writeStructBegin("");
  output.writeFieldBegin("", Type.STRING, id);
  output.writeString(text);
  output.writeFieldEnd();
  output.writeFieldStop();
  output.writeStructEnd();
  output.writeMessageEnd();
  output.flush();
}

function takeHeaders(transport) {
  const headers = { ...transport.getReadHeaders() };
  transport.clearReadHeaders();
  return headers;
}

class Processor {
  constructor(replyContext) {
    this.replyContext = replyContext;
  }

  process(input, output) {
    input.trans.clearReadHeaders();
    const { fname, mtype, rseqid } = input.readMessageBegin();
    const { strings, fields } = readStruct(input);
    const method = fname.split(":").pop();
    const isHeader = input.trans.shouldWriteHeaders;
    tell({
      event: "request",
      name: fname,
      method,
      type: mtype === MessageType.ONEWAY ? "oneway" : "call",
      seqid: rseqid,
      framing: isHeader ? "theader" : "unframed",
      protocol: input.trans.getProtocolId() === 2 ? "compact" : "binary",
      text: strings[1] ?? null,
      fields,
      header_seqid: isHeader ? input.trans.getSeqId() : null,
      headers: takeHeaders(input.trans),
    });
    if (mtype === MessageType.ONEWAY) return;
    output.trans.clearWriteHeaders();
    for (const [key, value] of Object.entries(this.replyContext)) output.trans.setWriteHeader(key, value);
    if (method === "echo") {
      writeString(output, fname, MessageType.REPLY, rseqid, 0, strings[1] ?? "");
      return;
    }
    const isFailure = method === "fail";
    output.writeMessageBegin(fname, MessageType.EXCEPTION, rseqid);
    const type = isFailure ? TApplicationExceptionType.INTERNAL_ERROR : TApplicationExceptionType.UNKNOWN_METHOD;
    new TApplicationException(type, isFailure ? "It failed." : `There is no method ${fname}.`).write(output);
    output.writeMessageEnd();
    output.flush();
  }
}

function serve(options) {
  const server = thrift.createMultiplexServer(new Processor(JSON.parse(options["reply-context"] ?? "{}")), wiring);
  server.on("connection", (socket) => socket.setTimeout(TIMEOUT, () => socket.destroy()));
  server.on("error", (error) => tell({ event: "error", error: String(error.message ?? error) }));
  server.listen(0, "127.0.0.1", () => tell({ port: server.address().port }));
  process.stdin.resume();
  process.stdin.on("end", () => process.exit(0));
}

/** In the shape that the package's connection wants: it calls recv_ and the method's name. */
class Client {
  constructor(output, protocol) {
    this.output = output;
    this.protocol = protocol;
    this._reqs = {};
    this._seqid = 0;
    for (const method of ["echo", "fail", "missing"]) this[`recv_${method}`] = this.receive;
  }

  call(method, text) {
    return new Promise((resolve) => {
      const seqid = ++this._seqid;
      this._reqs[seqid] = (_, reply) => resolve({ name: method, seqid, ...reply });
      writeString(new this.protocol(this.output), method, MessageType.CALL, seqid, 1, text);
    });
  }

  receive(input, type, dummySeqid) {
    const { strings } = readStruct(input);
    const isReply = type === MessageType.REPLY;
    this._reqs[dummySeqid](null, {
      type: isReply ? "reply" : "exception",
      framing: input.trans.shouldWriteHeaders ? "theader" : "unframed",
      protocol: input.trans.getProtocolId() === 2 ? "compact" : "binary",
      result: isReply ? (strings[0] ?? null) : null,
      exception: isReply ? null : { message: strings[1] ?? null },
      headers: takeHeaders(input.trans),
    });
  }
}

async function callAll(options) {
  const connection = thrift.createConnection("127.0.0.1", Number(options.port), { ...wiring, timeout: TIMEOUT });
  const fail = (error) => {
    tell({ event: "error", error: String(error?.message ?? error) });
    process.exit(1);
  };
  connection.on("error", fail);
  connection.on("timeout", () => fail("no answer in time"));
  connection.on("close", () => fail("the connection was closed"));
  const client = thrift.createClient(Client, connection);
  if (options.protocol === "compact") client.output.setProtocolId(2);
  for (const [key, value] of Object.entries(JSON.parse(options.context ?? "{}"))) client.output.setWriteHeader(key, value);
  for (let i = 0; i < Number(options.count ?? 1); i++)
    tell({ event: "reply", ...(await client.call(options.method ?? "echo", options.text ?? "hi")) });
  process.exit(0);
}

const [role, ...words] = process.argv.slice(2);
const options = {};
for (let i = 0; i < words.length; i += 2) options[words[i].replace(/^--/, "")] = words[i + 1];
if (role === "server") serve(options);
else if (role === "client") callAll(options);
else {
  console.error("Usage: node_theader.js server|client --option value …");
  process.exit(2);
}
