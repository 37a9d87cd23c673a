/** What the three services of the shop share. */
namespace * shop

/** An amount of money, in hundredths. */
typedef i64 Cents

enum Category {
    BOOK = 1,
    GAME = 2,
    FOOD = 3,
}

struct Product {
    1: required string sku,
    2: required string title,
    3: Category category,
    4: Cents price,
}

/** One line of an order. */
struct Item {
    1: required string sku,
    2: required i32 quantity,
}

exception NotFound {
    1: string what,
}
