enum Size { SMALL = 1, LARGE = 2 }

struct Item {
    1: string name,
    2: double price,
    3: Size size = Size.SMALL,
}

struct Order {
    1: i64 id,
    2: list<Item> items,
    3: optional string note,
}
