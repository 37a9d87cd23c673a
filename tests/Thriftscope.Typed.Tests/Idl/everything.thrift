// Every type in every position.
include "elsewhere.thrift"

namespace csharp Thriftscope.Typed.Tests.Idl

enum Color {
    RED = 1
    GREEN = 2
    BLUE = -5
    FAR = 70000
}

typedef i64 Id
typedef map<string, elsewhere.Path> Paths

struct Empty {}

struct Plain {
    1: bool flag
    2: i8 tiny
    3: i16 small
    4: i32 medium
    5: i64 large
    6: double real
    7: string text
    8: binary raw
    9: uuid key
    10: Color color
    11: Id id
    12: Empty empty
    13: elsewhere.Point point
    14: elsewhere.Side side
}

struct Optionals {
    1: optional bool flag
    2: optional i8 tiny
    3: optional i16 small
    4: optional i32 medium
    5: optional i64 large
    6: optional double real
    7: optional string text
    8: optional binary raw
    9: optional uuid key
    10: optional Color color
    11: optional Id id
    12: optional Plain plain
    13: optional elsewhere.Place place
    14: optional list<i32> numbers
    15: optional set<string> labels
    16: optional map<i64, Color> colors
}

// Not part of another struct here: random values of limited depth leave structs out.
struct Requireds {
    1: required bool flag
    2: required i8 tiny
    3: required i16 small
    4: required i32 medium
    5: required i64 large
    6: required double real
    7: required string text
    8: required binary raw
    9: required uuid key
    10: required Color color
    11: required Id id
    12: required Plain plain
    13: required elsewhere.Place place
    14: required list<i32> numbers
    15: required set<string> labels
    16: required map<i64, Color> colors
    17: required i32 preset = 3
    18: required list<string> presets = ["a", "b"]
}

struct Defaults {
    1: bool flag = true
    2: i8 tiny = -7
    3: i16 small = 300
    4: i32 medium = 70000
    5: i64 large = 10000000000
    6: double real = 1.5
    7: string text = "se\"ven\n"
    8: binary raw = "bytes"
    9: uuid key = "00112233-4455-6677-8899-aabbccddeeff"
    10: Color color = Color.BLUE
    11: Id id = 11
    12: list<i32> numbers = [1, 2, 3]
    13: set<string> labels = ["a", "b"]
    14: map<string, list<Color>> colors = { "warm": [Color.RED], "cold": [Color.BLUE, Color.GREEN] }
    15: elsewhere.Point origin = elsewhere.ORIGIN
    16: optional i32 maybe = 16
    17: optional string word = "word"
    18: optional list<double> reals = [0.5, -2.0]
    19: optional elsewhere.Side side = elsewhere.Side.RIGHT
}

struct Lists {
    1: list<bool> flags
    2: list<i8> tinies
    3: list<i16> smalls
    4: list<i32> mediums
    5: list<i64> larges
    6: list<double> reals
    7: list<string> texts
    8: list<binary> raws
    9: list<uuid> keys
    10: list<Color> colors
    11: list<Plain> plains
    12: list<Any> anys
    13: list<list<i32>> lists
    14: list<set<string>> sets
    15: list<map<i32, string>> maps
    16: list<Problem> problems
    17: elsewhere.Path path
    18: Problem problem
}

struct Sets {
    1: set<bool> flags
    2: set<i8> tinies
    3: set<i16> smalls
    4: set<i32> mediums
    5: set<i64> larges
    6: set<double> reals
    7: set<string> texts
    8: set<binary> raws
    9: set<uuid> keys
    10: set<Color> colors
    11: set<Plain> plains
    12: set<Any> anys
    13: set<list<i32>> lists
    14: set<set<string>> sets
    15: set<map<i32, string>> maps
    16: set<list<binary>> rawLists
}

struct Maps {
    1: map<bool, i8> flags
    2: map<i8, i16> tinies
    3: map<i16, i32> smalls
    4: map<i32, i64> mediums
    5: map<i64, double> larges
    6: map<double, string> reals
    7: map<string, binary> texts
    8: map<binary, uuid> raws
    9: map<uuid, Color> keys
    10: map<Color, bool> colors
    11: map<Plain, Plain> plains
    12: map<Any, Any> anys
    13: map<list<i32>, list<double>> lists
    14: map<set<string>, set<binary>> sets
    15: map<map<i32, string>, map<string, i32>> maps
    16: Paths paths
}

struct Nests {
    1: list<map<string, set<list<Color>>>> one
    2: map<Id, map<Color, list<set<uuid>>>> two
    3: set<list<map<binary, elsewhere.Point>>> three
    4: map<list<set<double>>, list<list<list<bool>>>> four
    5: optional map<elsewhere.Place, Paths> five
}

union Any {
    1: bool flag
    2: i8 tiny
    3: i16 small
    4: i32 medium
    5: i64 large
    6: double real
    7: string text
    8: binary raw
    9: uuid key
    10: Color color
    11: Plain plain
    12: list<i32> numbers
    13: set<string> labels
    14: map<string, i64> counts
    15: Any any
    16: elsewhere.Place place
}

struct Tree {
    1: Id id
    2: optional Tree left
    3: list<Tree> children
    4: map<string, Tree> named
    5: optional Forest forest
}

union Forest {
    1: i32 count
    2: list<Tree> trees
    3: Forest inner
}

exception Problem {
    1: string message
    2: i32 code
    3: optional Color color
    4: list<string> details
    5: elsewhere.Point point
    6: string value
}

exception Refused {
    1: required string reason
    2: optional Problem cause
}

exception Undeclared {
    1: string message
}

// Out of order, with distances that compact's short form can and can't hold.
struct Numbered {
    1000: i32 thousand
    17: bool seventeen
    16: bool sixteen
    -1: i32 minusOne
    1: optional bool one
    32767: string last
    -300: optional set<i16> below
    8888: string context
}

service Everything extends elsewhere.Ground {
    bool echoBool(1: bool value)
    i8 echoI8(1: i8 value)
    i16 echoI16(1: i16 value)
    i32 echoI32(1: i32 value)
    i64 echoI64(1: Id value)
    double echoDouble(1: double value)
    string echoString(1: string value)
    binary echoBinary(1: binary value)
    uuid echoUuid(1: uuid value)
    Color echoColor(1: Color value)
    Plain echoPlain(1: Plain value)
    Any echoAny(1: Any value)
    list<Plain> echoList(1: list<Plain> value)
    set<i64> echoSet(1: set<i64> value)
    map<string, map<Color, list<binary>>> echoMap(1: map<string, map<Color, list<binary>>> value)
    Tree echoTree(1: Tree value)
    elsewhere.Place echoPlace(1: elsewhere.Place value)

    // first, number and flag, joined by "/"; "none" where there is no number.
    string weave(20: string last, 1: required string first, 2: optional i32 number, 17: bool flag = true)
    void ping()
    oneway void note(1: string text)
    string noted()
    // "problem", "refused" and "undeclared" are thrown, "dynamic" is what a service behind this one throws, "broken" is no exception of any IDL.
    string fail(1: string how) throws (1: Problem problem, 2: Refused refused)
    void check(1: string how) throws (1: Problem problem)
    // Ends when it is cancelled.
    void wait()
    // Answers with null.
    string nothing()
    Plain nothingPlain()
    // A header of the request, which the reply gets too.
    string header(1: string name)
}

service Further extends Everything {
    i32 more(1: i32 value)
}
