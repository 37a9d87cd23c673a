include "common.thrift"

namespace * shop

exception OutOfStock {
    1: string sku,
    2: i32 left,
}

/** What is in the warehouse. */
service Inventory {
    /** Finds products. Now and then the index is cold, and it takes its time. */
    list<common.Product> search(1: string query, 2: i32 limit = 10),

    /** How many of a product there are. */
    i32 stock(1: string sku) throws (1: common.NotFound notFound),

    /** What some items cost together. */
    common.Cents quote(1: list<common.Item> items) throws (1: common.NotFound notFound),

    /** Puts items aside. */
    void reserve(1: list<common.Item> items) throws (1: OutOfStock outOfStock, 2: common.NotFound notFound),

    /** Says that a product was looked at; nobody waits for it. */
    oneway void viewed(1: string sku),
}
