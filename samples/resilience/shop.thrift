service Shop {
  i32 price(1: string item) (idempotent),
  i32 stock(1: string item) (idempotent),
  i32 rating(1: string item) (idempotent),
  void order(1: string item),
}
