exception TooFast { 1: i32 limit }

service PingPong {
    string ping(),
    i32 rally(1: i32 strokes) throws (1: TooFast tooFast),
}
