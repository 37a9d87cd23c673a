/** A small shop, and nearly everything that the language has. */
namespace csharp Shop

include "money.thrift"

/** How an order stands. */
enum Status {
  OPEN = 1,
  /** It is on its way. */
  SENT,
  LOST = 10 (deprecated = "Nothing gets lost any more.")
}

typedef map<string, list<money.Price>> PricesByRegion

/** Something that can be bought. */
struct Item {
  /** What it is called, and by which it is found. */
  1: required string name,
  2: i32 stock,
  3: optional money.Price price,
  4: list<string> tags = ["new"],
  5: PricesByRegion prices,
  6: Status status = Status.OPEN,
  7: Item part_of
} (csharp.unknown_fields = "keep")

union Payment {
  1: money.Price cash,
  2: string card_number (csharp.name = "Card")
}

/** There is no such thing. */
exception NotFound {
  1: string message,
  2: optional set<i64> nearest_ids
}

/** As many as an order may have. */
const i32 MOST_ITEMS = 100
const map<Status, string> STATUS_NAMES = { Status.OPEN: "open", Status.SENT: "on its way" }
const list<Item> SAMPLES = [{ "name": "apple", "stock": 5 }, { "name": "pear" }]

/** Sells things. */
service Shop extends money.Bank {
  /** Finds items by what they are called. */
  list<Item> find(
    /** The beginning of the name. */
    1: string name,
    2: optional i32 limit = 10
  ) throws (1: NotFound not_found)

  void buy(1: Item item, 2: Payment payment, 3: set<uuid> vouchers) throws (1: NotFound not_found)

  oneway void close()
}
