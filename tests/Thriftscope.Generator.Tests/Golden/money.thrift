namespace csharp Shop.Money

struct Price {
  1: required double amount,
  2: string currency = "EUR"
}

service Bank {
  bool is_open()
}
