"use strict";
// Every method of the service, and what calls it with a client and looks at what comes back.

const util = require("util");
const { controls, text, everyByte, smallest, largest, int64, range, chain, samples, same } = require("./samples");

const doubles = [0, 0.1, 1 / 3, 1e21, 1e-7, Number.MAX_VALUE, -Number.MAX_VALUE, 5e-324, 2.2250738585072014e-308];
const specialDoubles = [Infinity, -Infinity, NaN];

function integers(bits) {
  return [0, 1, -1, 63, 64, -64, -65, 127, -128, -(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
}

function edges() {
  return [13, 14, 20, 21, 28].flatMap((power) => [2 ** power - 1, 2 ** power, -(2 ** power), -(2 ** power) - 1]);
}

/** What the echo methods are called with. */
function echoes(t, isLong) {
  const all = Object.values(samples(t));
  return {
    echoBool: [true, false],
    echoByte: integers(8),
    echoI16: integers(16),
    echoI32: [...integers(32), ...edges()],
    echoI64: [...[...integers(8), ...edges()].map(int64), smallest, largest, int64(2n ** 53n + 1n), int64(-(2n ** 53n) - 1n), int64(2n ** 35n)],
    echoDouble: doubles,
    echoString: ["", "a", text, controls, "x".repeat(5000)],
    echoBinary: [Buffer.alloc(0), Buffer.from([255]), Buffer.from([254, 255]), Buffer.from([0, 1, 2]), everyByte],
    echoColor: [1, -3, 42],
    echoBools: [[], [true], [false], range(40, (n) => n % 2 === 0)],
    echoDoubles: [[], [[], doubles]],
    echoNumbers: [[], [-(2 ** 31), 0, 2 ** 31 - 1]],
    echoLabels: [[], ["", "x", "😀"]],
    echoFlags: [{}, { yes: true, no: false }],
    echoPeople: [{}, { ann: new t.Person({ name: "Ann", age: 41 }), "": new t.Person({ name: "" }) }],
    echoNested: [{}, { 1: [{ 1: ["a", "b"], "-1": [] }, {}], 99: [] }],
    echoBoolKeys: [{}, { true: "yes", false: "no" }],
    echoLongKeys: [{}, { "-9223372036854775808": "smallest", 0: "", "9223372036854775807": "largest" }],
    echoDoubleKeys: [{}, { 0.1: "tenth", "-1.5": "", 1e300: "large" }],
    echoScalars: all.map((s) => s.scalars),
    echoWide: all.map((s) => s.wide),
    echoTree: [chain(t, 20)],
    echoShape: [new t.Shape({ circle: 1.5 }), new t.Shape({ polygon: [3, 4, 5] }), new t.Shape({ portrait: new t.Person({ name: "Ann" }) })],
    echoOptionals: [
      new t.Optionals(),
      new t.Optionals({ flag: false, number: int64(0), text: "", items: [], person: new t.Person({ name: "" }), raw: Buffer.alloc(0), late: true }),
    ],
    echoDefaults: [new t.Defaults(), new t.Defaults({ count: 0, greeting: "", primes: [], color: 1, flag: false })],
    echoManyNumbers: [range(isLong ? 20000 : 2000, (n) => n - 10000)],
    echoLongString: ["0123456789abcdeü".repeat(2 ** (isLong ? 16 : 12))],
    echoLongBinary: [Buffer.concat(range(isLong ? 4096 : 256, () => everyByte))],
  };
}

function calls(t, TApplicationException, isLong) {
  const result = {};
  for (const [name, values] of Object.entries(echoes(t, isLong))) result[name] = callEcho(name, values);
  // Apart, because not all can.
  result["echoDouble-special"] = callEcho("echoDouble", specialDoubles);
  result["echoDouble-minus-zero"] = callEcho("echoDouble", [-0]);
  result["echoString-nul"] = callEcho("echoString", ["a\0b"]);

  async function checkErrors(method) {
    const missing = await errorOf(method("missing"));
    if (!(missing instanceof t.NotFound) || missing.key !== "missing") throw missing;
    const denied = await errorOf(method("denied"));
    if (!(denied instanceof t.Denied) || denied.reason !== "no entry" || denied.code !== 403) throw denied;
  }

  async function applicationError(call) {
    const error = await errorOf(call);
    if (!(error instanceof TApplicationException)) throw error;
    return error;
  }

  return Object.assign(result, {
    async whoAreYou(client) {
      if ((await client.whoAreYou()) === "") throw new Error("no name");
    },
    async sample(client) {
      for (const [name, expected] of Object.entries(samples(t))) expect(await client.sample(name), expected);
    },
    async matches(client) {
      for (const [name, value] of Object.entries(samples(t))) expect(await client.matches(name, value), true);
      expect(await client.matches("empty", samples(t).full), false);
    },
    async weave(client) {
      expect(await client.weave("z", "a", true), "a/true/z");
    },
    async ping(client) {
      await client.ping();
    },
    async note(client) {
      client.note("psst " + text);
      expect(await client.noted(), "psst " + text);
    },
    async find(client) {
      await checkErrors((key) => client.find(key));
      expect(await client.find("key"), "key");
    },
    async check(client) {
      await checkErrors((key) => client.check(key));
      await client.check("key");
    },
    async breakDown(client) {
      await applicationError(client.breakDown());
      await client.ping();
    },
    async brandNew(client) {
      expect((await applicationError(client.brandNew())).type, 1);
      await client.ping();
    },
  });
}

function callEcho(name, values) {
  return async (client) => {
    for (const value of values) expect(await client[name](value), value);
  };
}

function expect(actual, expected) {
  if (!same(actual, expected)) throw new Error(`expected ${short(expected)}, got ${short(actual)}`);
}

async function errorOf(call) {
  let result;
  try {
    result = await call;
  } catch (error) {
    return error;
  }
  throw new Error(`no exception, but ${short(result)}`);
}

function short(value) {
  const shown = util.inspect(value, { depth: 4, breakLength: Infinity });
  return shown.length <= 300 ? shown : shown.slice(0, 300) + "...";
}

module.exports = { calls };
