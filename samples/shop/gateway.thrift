include "common.thrift"
include "inventory.thrift"
include "payments.thrift"

namespace * shop

struct Order {
    1: required i64 id,
    2: list<common.Item> items,
    3: common.Cents total,
    4: optional string note,
}

/** What the shop's customers call. */
service Gateway {
    /** Products that fit a query. */
    list<common.Product> browse(1: string query),

    /** Checks stock, reserves and charges. */
    Order placeOrder(1: list<common.Item> items, 2: string card) throws (
        1: inventory.OutOfStock outOfStock,
        2: payments.CardDeclined declined,
        3: common.NotFound notFound,
    ),

    /** Says that a product was looked at; nobody waits for it. */
    oneway void viewed(1: string sku),

    /** The takings of a day: fails, because the service behind it fails. */
    common.Cents takings(1: string day),
}
