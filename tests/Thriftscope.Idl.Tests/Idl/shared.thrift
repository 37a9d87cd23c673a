/**
 * Definitions that other files use.
 */
namespace * shared

typedef i64 Timestamp

enum Level { LOW = 1, MIDDLE = 5, HIGH }

struct Stamp {
  1: required Timestamp at
  2: optional string by = "nobody"
}

exception Denied {
  1: string reason
  2: Level level = Level.HIGH
}

const i32 LIMIT = 0x40
const list<Level> LEVELS = [Level.LOW, 5]

service Base {
  void ping()
}
