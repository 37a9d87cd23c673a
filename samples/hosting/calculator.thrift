exception DivideByZero { 1: string message }

service Calculator {
    double add(1: double a, 2: double b),
    double divide(1: double a, 2: double b) throws (1: DivideByZero zero),
}
