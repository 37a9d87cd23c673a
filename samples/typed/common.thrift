namespace csharp Typed.Common

struct Money {
    1: required i64 cents,
    2: string currency = "EUR",
}
