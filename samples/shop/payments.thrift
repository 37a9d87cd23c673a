include "common.thrift"

namespace * shop

exception CardDeclined {
    1: string reason,
}

struct Receipt {
    1: required i64 id,
    2: required common.Cents amount,
}

/** Takes the money. */
service Payments {
    /** Charges a card with what the items cost, which it asks the inventory for. */
    Receipt charge(1: string card, 2: list<common.Item> items) throws (1: CardDeclined declined),

    /** The takings of a day. Its database is always down. */
    common.Cents takings(1: string day),
}
