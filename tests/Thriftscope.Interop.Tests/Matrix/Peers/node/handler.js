"use strict";
// The peer's side of the service.

const { samples, same } = require("./samples");

function createHandler(t) {
  const mine = samples(t);
  let lastNote = "";
  const handler = {
    whoAreYou: () => "node",
    sample: (name) => mine[name],
    matches: (name, value) => same(mine[name], value),
    weave: (last, first, flag) => `${first}/${flag}/${last}`,
    ping: () => undefined,
    note: (text) => {
      lastNote = text;
    },
    noted: () => lastNote,
    // What an ordinary function throws, the generated code lets through to the socket.
    find: async (key) => {
      if (key === "missing") throw new t.NotFound({ key });
      if (key === "denied") throw new t.Denied({ reason: "no entry", code: 403 });
      return key;
    },
    check: async (key) => {
      await handler.find(key);
    },
    breakDown: async () => {
      throw new Error("this is not in the IDL");
    },
  };
  // The echo methods.
  return new Proxy(handler, { get: (all, name) => all[name] ?? (typeof name === "string" && name.startsWith("echo") ? (value) => value : undefined) });
}

module.exports = { createHandler };
