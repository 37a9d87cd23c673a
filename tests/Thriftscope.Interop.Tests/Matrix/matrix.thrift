// What every peer of the interop matrix serves and calls. ThriftPy 0.3.9 knows `byte` and not yet `i8`.
namespace netstd Thriftscope.Interop.Tests.Matrix.DotNet
namespace cpp matrix
namespace py matrix
namespace js matrix

enum Color {
    RED = 1
    GREEN = 2
    BLUE = -3
}

typedef i64 Instant

struct Scalars {
    1: bool flag
    2: byte tiny
    3: i16 small
    4: i32 medium
    5: i64 large
    6: double real
    7: string text
    8: binary raw
    9: Color color
    10: Instant instant
}

// Out of order, with distances that compact's short form can and can't hold: the ids 17, 16, 1 go backwards too.
struct Wide {
    1000: i32 thousand
    17: bool seventeen
    16: bool sixteen
    1: i32 one
    300: string threeHundred
    2: bool two
    299: list<i32> before
}

struct Person {
    1: required string name
    2: optional i32 age
}

struct Tree {
    1: string label
    2: list<Tree> children
}

union Shape {
    1: double circle
    2: list<i32> polygon
    3: Person portrait
}

struct Optionals {
    1: optional bool flag
    2: optional i64 number
    3: optional string text
    4: optional list<i32> items
    5: optional Person person
    6: optional binary raw
    20: optional bool late
}

struct Defaults {
    1: i32 count = 7
    2: string greeting = "hello"
    3: list<i32> primes = [2, 3, 5]
    4: Color color = Color.GREEN
    5: bool flag = true
}

struct Everything {
    1: Scalars scalars
    2: Wide wide
    3: list<bool> bools
    4: list<Person> people
    5: set<i64> numbers
    6: set<string> labels
    7: map<string, bool> flags
    8: map<i32, list<string>> lists
    9: map<Color, double> weights
    10: Shape shape
    11: Tree tree
    12: list<list<binary>> blobs
    13: list<map<string, i64>> maps
    14: optional string absent
    30: map<string, map<string, Person>> nested
}

exception NotFound {
    1: string key
}

exception Denied {
    1: string reason
    2: i32 code
}

service Base {
    string whoAreYou()
}

service Matrix extends Base {
    bool echoBool(1: bool value)
    byte echoByte(1: byte value)
    i16 echoI16(1: i16 value)
    i32 echoI32(1: i32 value)
    i64 echoI64(1: i64 value)
    double echoDouble(1: double value)
    string echoString(1: string value)
    binary echoBinary(1: binary value)
    Color echoColor(1: Color value)

    list<bool> echoBools(1: list<bool> value)
    list<list<double>> echoDoubles(1: list<list<double>> value)
    set<i32> echoNumbers(1: set<i32> value)
    set<string> echoLabels(1: set<string> value)
    map<string, bool> echoFlags(1: map<string, bool> value)
    map<string, Person> echoPeople(1: map<string, Person> value)
    map<Color, list<map<i16, set<string>>>> echoNested(1: map<Color, list<map<i16, set<string>>>> value)
    map<bool, string> echoBoolKeys(1: map<bool, string> value)
    map<i64, string> echoLongKeys(1: map<i64, string> value)
    map<double, string> echoDoubleKeys(1: map<double, string> value)

    Scalars echoScalars(1: Scalars value)
    Wide echoWide(1: Wide value)
    Tree echoTree(1: Tree value)
    Shape echoShape(1: Shape value)
    Optionals echoOptionals(1: Optionals value)
    Defaults echoDefaults(1: Defaults value)

    // Each side has the samples of its own, which were not on any wire: "empty", "full" and "sixteen".
    Everything sample(1: string name)
    bool matches(1: string name, 2: Everything value)

    list<i32> echoManyNumbers(1: list<i32> value)
    string echoLongString(1: string value)
    binary echoLongBinary(1: binary value)

    // first, flag and last, joined by "/".
    string weave(20: string last, 1: string first, 17: bool flag)
    void ping()
    oneway void note(1: string text)
    string noted()

    // "missing" and "denied" throw what is declared.
    string find(1: string key) throws (1: NotFound missing, 2: Denied denied)
    void check(1: string key) throws (1: NotFound missing, 2: Denied denied)
    // Throws what is not declared.
    string breakDown()
}

// What the clients call; the servers serve Matrix.
service Newer extends Matrix {
    string brandNew()
}
