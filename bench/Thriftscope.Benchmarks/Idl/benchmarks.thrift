// What is measured: our runtime loads this file, and Apache's compiler makes C# of it.
namespace netstd Thriftscope.Benchmarks.Apache

enum PhoneType {
  MOBILE = 0
  HOME = 1
  WORK = 2
}

struct PhoneNumber {
  1: string number
  2: PhoneType type
}

struct Person {
  1: string name
  2: i32 id
  3: optional string email
  4: list<PhoneNumber> phones
  5: i64 updated
}

struct AddressBook {
  1: list<Person> people
}

/** A small struct with a field of each common type. */
struct Reading {
  1: i32 sensor
  2: i64 time
  3: double value
  4: bool valid
  5: string unit
}

struct Blob {
  1: binary content
}

struct Numbers {
  1: list<i32> values
}

struct Point {
  1: i32 x
  2: i32 y
  3: double weight
}

struct Points {
  1: list<Point> values
}

struct Words {
  1: list<string> values
}

/** What a process has used since it started. */
struct Usage {
  1: i64 cpuMicroseconds
  2: i64 allocatedBytes
}

service PingPong {
  string ping()
  Reading echo(1: Reading reading)
  Usage usage()
}
