include "common.thrift"

namespace csharp Typed.Shop

enum Status { NEW = 1, SHIPPED = 2 }

const i32 MAX_ITEMS = 100

struct Item {
    1: required string sku,
    2: i32 quantity = 1,
}

struct Order {
    1: i64 id,
    2: list<Item> items,
    3: Status status = Status.NEW,
    4: optional string note,
    5: common.Money total,
    6: map<string, string> labels,
    /** Who packs it. */
    7: string packed_by (csharp.name = "Packer"),
    8: optional i32 priority (deprecated = "Orders are packed as they come."),
}

union Payment {
    1: string card,
    2: common.Money voucher,
}

exception OutOfStock {
    1: string sku,
    2: i32 left,
}

/** Takes orders. */
service Shop {
    Order place(1: list<Item> items, 2: Payment payment) throws (1: OutOfStock outOfStock),
    list<Order> find(1: string text, 2: optional i32 limit = 10),
    oneway void viewed(1: string sku),
}
