// What every peer loads. ThriftPy 0.3.9 knows `byte` and not yet `i8`.
namespace netstd Thriftscope.Interop.Tests.Apache

enum Color {
    RED = 1
    GREEN = 2
    BLUE = -3
}

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
}

struct Person {
    1: required string name
    2: optional i32 age
}

struct Tree {
    1: string label
    2: list<Tree> children
}

struct Team {
    1: Person leader
    2: list<Person> members
    3: Tree topics
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
}

struct Defaults {
    1: i32 count = 7
    2: string greeting = "hello"
    3: list<i32> primes = [2, 3, 5]
    4: Color color = Color.GREEN
    5: bool flag = true
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

service Interop extends Base {
    bool echoBool(1: bool value)
    byte echoByte(1: byte value)
    i16 echoI16(1: i16 value)
    i32 echoI32(1: i32 value)
    i64 echoI64(1: i64 value)
    double echoDouble(1: double value)
    string echoString(1: string value)
    binary echoBinary(1: binary value)
    Color echoColor(1: Color value)

    list<string> echoWords(1: list<string> value)
    list<list<double>> echoMatrix(1: list<list<double>> value)
    set<i64> echoNumbers(1: set<i64> value)
    set<string> echoLabels(1: set<string> value)
    map<string, Person> echoPeople(1: map<string, Person> value)
    map<Color, list<map<i16, set<string>>>> echoNested(1: map<Color, list<map<i16, set<string>>>> value)

    Scalars echoScalars(1: Scalars value)
    Team echoTeam(1: Team value)
    Tree echoTree(1: Tree value)
    Shape echoShape(1: Shape value)
    Optionals echoOptionals(1: Optionals value)
    Defaults echoDefaults(1: Defaults value)

    string join(1: list<string> parts, 2: string separator)
    void ping()
    oneway void note(1: string text, 2: i32 number)

    // "missing" and "denied" throw what is declared, "broken" something else.
    string find(1: string key) throws (1: NotFound missing, 2: Denied denied)
    void check(1: string key) throws (1: NotFound missing, 2: Denied denied)

    // Calls the first hop with the rest of them; the last one answers with the text.
    string relay(1: list<string> hops, 2: string text)
}
