namespace netstd Thriftscope.ApacheThrift.Tests.Calculation

exception Overdrawn {
  1: required i32 missing,
  2: optional string account
}

exception not_found {
  1: string key
}

exception Refused {}

struct Point {
  1: i32 x,
  2: i32 y
}

struct Shape {
  1: required string name,
  2: list<Point> points,
  3: map<string, list<Point>> layers,
  4: optional double weight,
  5: optional binary blob,
  6: optional bool closed,
  7: optional set<i64> marks
}

union Either {
  1: i32 number,
  2: string text
}

// The context's field id, at depth 2 and 3.
struct Inner {
  1: i32 before,
  8888: map<string, string> texts
}

struct Tagged {
  1: string name,
  8888: map<string, string> texts,
  8889: Inner inner
}

service Base {
  string ping(),
  void reset()
}

service Calculator extends Base {
  i32 add(1: i32 a, 2: i32 b),
  i32 divide(1: i32 a, 2: i32 b) throws (1: Overdrawn overdrawn, 2: not_found missing),
  void refuse() throws (1: Refused refused),
  oneway void notify(1: string text),
  string run(1: string script),
  map<string, string> echoTexts(1: map<string, string> texts),
  list<Shape> transform(1: list<Shape> shapes, 2: Either either),
  i32 tagNumber(8888: i32 value),
  Point tagStruct(8888: Point value),
  list<string> tagList(8888: list<string> value),
  map<string, i32> tagNumbers(8888: map<string, i32> value),
  map<string, string> tagTexts(8888: map<string, string> value),
  map<string, binary> tagBlobs(8888: map<string, binary> value),
  string tagText(1: string before, 8888: string value, 8889: string after),
  Tagged tagNested(1: Tagged value)
}

service Weather {
  i32 temperature(1: string place) throws (1: not_found missing),
  string ping()
}
