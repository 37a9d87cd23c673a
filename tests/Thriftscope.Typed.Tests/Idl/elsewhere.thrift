namespace csharp Thriftscope.Typed.Tests.Elsewhere

enum Side {
    LEFT = 1
    RIGHT = 2
}

struct Point {
    1: required i32 x
    2: required i32 y
    3: optional Side side
}

typedef list<Point> Path

union Place {
    1: Point at
    2: string named
}

exception Lost {
    1: string where
    2: Point last
}

const Point ORIGIN = { "x": 0, "y": 0 }

service Ground {
    string whoAreYou()
    Point move(1: Point from, 2: i32 by) throws (1: Lost lost)
}
