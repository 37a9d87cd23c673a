namespace * Programs.Market

enum Color {
    RED = 1,
    GREEN = 2,
}

struct Fruit {
    1: required string name,
    2: Color color = Color.GREEN,
    3: list<double> weights,
    4: set<i64> codes,
    5: map<string, list<i32>> stock,
    6: optional bool ripe,
    7: map<i16, uuid> labels,
    8: binary picture,
    9: Fruit parent,
}

union Wish {
    1: string name,
    2: i32 number,
    3: Fruit fruit,
}

exception NoSuchFruit {
    1: string message,
    2: list<string> others,
}

service Stall {
    i64 count(),
}

service Market extends Stall {
    Fruit find(1: Wish wish) throws (1: NoSuchFruit missing),
    map<Color, list<Fruit>> sort(1: list<Fruit> fruits, 2: optional set<string> names),
    oneway void seen(1: string name),
}
