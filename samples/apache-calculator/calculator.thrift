namespace netstd ApacheCalculator

enum Operation {
  ADD = 1,
  SUBTRACT = 2,
  MULTIPLY = 3,
  DIVIDE = 4
}

struct Term {
  1: required double left,
  2: required Operation operation,
  3: required double right
}

exception Undefined {
  1: string reason
}

service Calculator {
  double evaluate(1: Term term) throws (1: Undefined undefined),

  // What was evaluated and remarked last, newest first.
  list<string> history(1: i32 count),

  // Nobody waits for it.
  oneway void remark(1: string text)
}

// What the calculator keeps its history in.
service Log {
  oneway void append(1: string line),
  list<string> latest(1: i32 count)
}
