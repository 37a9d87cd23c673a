namespace * Library

struct Book {
    1: required string isbn,
    2: string title,
    3: list<string> authors,
    4: optional i32 pages,
}

exception UnknownBook { 1: string isbn }

service Library {
    /** The book with a number. */
    Book find(1: string isbn) throws (1: UnknownBook unknown),
}
