"use strict";
// The samples that each side of the matrix has of its own, and how values are compared.

const Int64 = require("node-int64");

const controls = "\u0001\b\t\n\v\f\r\x1b\"\\/\x7f\u0080\u2028";
const text = "Grüße, мир, 你好 😀𝄞";
const everyByte = Buffer.from(Array.from({ length: 256 }, (_, n) => n));
const smallest = int64(-(2n ** 63n));
const largest = int64(2n ** 63n - 1n);

/** A number of 64 bits, which JavaScript's own numbers can't hold. */
function int64(value) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value));
  return new Int64(bytes);
}

function range(length, make = (n) => n) {
  return Array.from({ length }, (_, n) => make(n));
}

function byName(length, make) {
  return Object.fromEntries(range(length, (n) => [String(n), make(n)]));
}

function chain(t, length) {
  return range(length).reduce((tree, n) => new t.Tree({ label: String(n), children: [tree] }), new t.Tree({ label: "leaf", children: [] }));
}

function samples(t) {
  const everything = ({ scalars, wide, shape, ...rest }) =>
    new t.Everything({ scalars: new t.Scalars(scalars), wide: new t.Wide(wide), shape: new t.Shape(shape), ...rest });
  const leaf = (label) => new t.Tree({ label, children: [] });
  return {
    empty: everything({
      scalars: { flag: false, tiny: 0, small: 0, medium: 0, large: int64(0), real: 0, text: "", raw: Buffer.alloc(0), color: 1, instant: int64(0) },
      wide: { thousand: 0, seventeen: false, sixteen: false, one: 0, threeHundred: "", two: false, before: [] },
      shape: { circle: 0 },
      tree: leaf(""),
      bools: [], people: [], numbers: [], labels: [], flags: {}, lists: {}, weights: {}, blobs: [], maps: [], nested: {},
    }),
    full: everything({
      scalars: {
        flag: true, tiny: -128, small: -(2 ** 15), medium: -(2 ** 31), large: smallest, real: -0.5, text, raw: everyByte, color: -3,
        instant: int64(1700000000123),
      },
      wide: { thousand: 1000, seventeen: true, sixteen: false, one: 1, threeHundred: "300", two: true, before: [299] },
      shape: { polygon: [3, 4, 5] },
      tree: new t.Tree({ label: "root", children: [leaf("leaf"), leaf("twig")] }),
      bools: [true, false, true, true, false],
      people: [new t.Person({ name: "Ann", age: 41 }), new t.Person({ name: "" })],
      numbers: [smallest, int64(0), largest],
      labels: ["", "x", "😀"],
      flags: { yes: true, no: false },
      lists: { "-1": [], 2147483647: ["a", "b"] },
      weights: { 1: 0.1, 42: Number.MAX_VALUE },
      blobs: [[], [Buffer.alloc(0), Buffer.from([0, 255])]],
      maps: [{}, { a: int64(-1), b: largest }],
      nested: { x: { y: new t.Person({ name: "Bo" }) }, z: {} },
    }),
    sixteen: everything({
      scalars: {
        flag: false, tiny: 127, small: 2 ** 15 - 1, medium: 2 ** 31 - 1, large: largest, real: 5e-324, text: controls, raw: Buffer.from([0]),
        color: 42, instant: int64(-1),
      },
      wide: { thousand: -1000, seventeen: false, sixteen: true, one: -1, threeHundred: "x".repeat(300), two: false, before: range(14) },
      shape: { portrait: new t.Person({ name: "Cy", age: -1 }) },
      tree: chain(t, 20),
      bools: range(15, () => true),
      people: range(16, (n) => new t.Person({ name: String(n) })),
      numbers: range(16, int64),
      labels: range(14, String),
      flags: byName(130, (n) => n % 2 === 0),
      lists: byName(15, () => []),
      weights: { "-3": -1.5 },
      blobs: [range(15, () => Buffer.from("x"))],
      maps: range(16, (n) => ({ [n]: int64(n) })),
      nested: byName(15, () => ({})),
    }),
  };
}

/**
 * Equality to the bit, but for the kind of NaN. A set is an array here, in any order; an i64 is a number where that can hold it, and an
 * absent field null or undefined.
 */
function same(a, b) {
  if (a instanceof Int64 || b instanceof Int64) return big(a) === big(b);
  if (a == null || b == null) return a == b;
  if (Buffer.isBuffer(a)) return Buffer.isBuffer(b) && a.equals(b);
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && (a.every((x, n) => same(x, b[n])) || sameSet(a, b));
  if (typeof a !== "object") return Object.is(a, b);
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => same(a[key], b[key]));
}

function sameSet(a, b) {
  const order = (all) => all.map((x) => (x instanceof Int64 ? big(x) : x)).sort().join();
  return (a[0] instanceof Int64 || typeof a[0] !== "object") && order(a) === order(b);
}

function big(value) {
  if (value instanceof Int64) return value.buffer.readBigInt64BE(value.offset);
  return Number.isInteger(value) ? BigInt(value) : null;
}

module.exports = { controls, text, everyByte, smallest, largest, int64, range, chain, samples, same };
