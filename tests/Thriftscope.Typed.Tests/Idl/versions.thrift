// What one program knows, and what another knows later.
namespace csharp Thriftscope.Typed.Tests.Versions

struct Item {
    1: i32 number
    2: map<string, list<i64>> counts
}

struct Later {
    1: string name
    2: bool flag
    3: i8 tiny
    4: i16 small
    5: i64 large
    6: double real
    7: uuid key
    8: Item item
    9: list<Item> items
    10: set<string> labels
    11: map<i32, Item> byNumber
    12: string text
    13: list<list<bool>> flags
    -3: i32 below
    3000: i32 above
}

// The same with a field that only binary protocols bring through unknown.
struct LaterRaw {
    1: string name
    2: binary raw
    3: list<binary> raws
}

union LaterChoice {
    1: i32 number
    2: Item item
}

struct LaterHolder {
    1: LaterChoice choice
    2: list<Later> all
}

struct Plain {
    1: string name
}

struct Keeper {
    1: string name
} (csharp.unknown_fields = "keep")

union KeeperChoice {
    1: i32 number
} (csharp.unknown_fields = "keep")

exception KeeperProblem {
    1: string name
} (csharp.unknown_fields = "keep")

struct KeeperHolder {
    1: KeeperChoice choice
    2: list<Keeper> all
}
