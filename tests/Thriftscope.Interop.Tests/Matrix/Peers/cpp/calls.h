// Every method of the service, and what calls it with a client and looks at what comes back.
#pragma once

#include <functional>
#include <limits>
#include <stdexcept>

#include <thrift/TApplicationException.h>
#include <thrift/TToString.h>

#include "Newer.h"
#include "samples.h"

namespace peer {

struct Client {
  std::shared_ptr<NewerClient> newer;
  std::shared_ptr<BaseClient> base;
};

using Call = std::function<void(Client&)>;

inline void require(bool holds, const std::string& problem) {
  if (!holds) throw std::logic_error(problem);
}

inline std::string shortened(const std::string& text) {
  return text.size() <= 300 ? text : text.substr(0, 300) + "...";
}

template <class T>
void expect(const T& actual, const T& expected) {
  using apache::thrift::to_string;
  if (!same(actual, expected)) {
    throw std::logic_error("expected " + shortened(to_string(expected)) + ", got " + shortened(to_string(actual)));
  }
}

template <class T>
Call echo(T (NewerClient::*method)(T), std::vector<T> values) {
  return [=](Client& client) {
    for (T value : values) expect<T>(((*client.newer).*method)(value), value);
  };
}

template <class T>
Call echo(void (NewerClient::*method)(T&, const T&), std::vector<T> values) {
  return [=](Client& client) {
    for (const T& value : values) {
      T result;
      ((*client.newer).*method)(result, value);
      expect(result, value);
    }
  };
}

template <class T>
std::vector<T> integers(std::vector<T> more = {}) {
  std::vector<T> all = {0, 1, -1, 63, 64, -64, -65, 127, -128, std::numeric_limits<T>::min(), std::numeric_limits<T>::max()};
  all.insert(all.end(), more.begin(), more.end());
  if (sizeof(T) >= 4) {
    for (int power : {13, 14, 20, 21, 28}) {
      T edge = static_cast<T>(int64_t{1} << power);
      for (T n : {static_cast<T>(edge - 1), edge, static_cast<T>(-edge), static_cast<T>(-edge - 1)}) all.push_back(n);
    }
  }
  return all;
}

template <class Method>
void checkErrors(Method call) {
  try {
    call("missing");
    throw std::logic_error("no exception for missing");
  } catch (const NotFound& missing) {
    expect(missing.key, "missing"s);
  }
  try {
    call("denied");
    throw std::logic_error("no exception for denied");
  } catch (const Denied& denied) {
    expect(denied.reason, "no entry"s);
    expect(denied.code, 403);
  }
}

template <class Method>
apache::thrift::TApplicationException applicationError(Method call) {
  try {
    call();
  } catch (const apache::thrift::TApplicationException& error) {
    return error;
  }
  throw std::logic_error("no exception");
}

inline Optionals presentOptionals() {
  Optionals present;
  present.__set_flag(false);
  present.__set_number(0);
  present.__set_text("");
  present.__set_items({});
  present.__set_person(person(""));
  present.__set_raw("");
  present.__set_late(true);
  return present;
}

inline Defaults noDefaults() {
  Defaults none;
  none.__set_count(0);
  none.__set_greeting("");
  none.__set_primes({});
  none.__set_color(Color::RED);
  none.__set_flag(false);
  return none;
}

inline std::string repeated(const std::string& text, int times) {
  std::string all;
  while (times-- > 0) all += text;
  return all;
}

inline std::vector<Shape> shapes() {
  Shape circle, polygon, portrait;
  circle.__set_circle(1.5);
  polygon.__set_polygon({3, 4, 5});
  portrait.__set_portrait(person("Ann"));
  return {circle, polygon, portrait};
}

inline std::map<std::string, Call> calls() {
  using Limits = std::numeric_limits<double>;
  using C = NewerClient;
  const std::vector<double> doubles = {0.0, 0.1, 1.0 / 3, 1e21, 1e-7, Limits::max(), Limits::lowest(), Limits::denorm_min(), Limits::min()};
  const std::vector<double> special = {Limits::infinity(), -Limits::infinity(), Limits::quiet_NaN()};
  std::vector<bool> many;
  for (int n = 0; n < 40; ++n) many.push_back(n % 2 == 0);

  std::map<std::string, Call> calls;
  calls["whoAreYou"] = [](Client& client) {
    std::string name;
    client.base->whoAreYou(name);
    require(!name.empty(), "no name");
  };
  calls["echoBool"] = [](Client& client) {
    for (bool value : {true, false}) expect(client.newer->echoBool(value), value);
  };
  calls["echoByte"] = echo<int8_t>(&C::echoByte, integers<int8_t>());
  calls["echoI16"] = echo<int16_t>(&C::echoI16, integers<int16_t>());
  calls["echoI32"] = echo<int32_t>(&C::echoI32, integers<int32_t>());
  calls["echoI64"] = echo<int64_t>(&C::echoI64, integers<int64_t>({(1LL << 53) + 1, -(1LL << 53) - 1, 1LL << 35, 1LL << 62}));
  calls["echoDouble"] = echo<double>(&C::echoDouble, doubles);
  // Apart, because not all can.
  calls["echoDouble-special"] = echo<double>(&C::echoDouble, special);
  calls["echoDouble-minus-zero"] = echo<double>(&C::echoDouble, {-0.0});
  calls["echoString-nul"] = echo<std::string>(&C::echoString, {"a\0b"s});
  calls["echoString"] = echo<std::string>(&C::echoString, {"", "a", text, controls, std::string(5000, 'x')});
  calls["echoBinary"] = echo<std::string>(&C::echoBinary, {"", "\xff", "\xfe\xff", "\0\1\2"s, everyByte()});
  calls["echoColor"] = echo<Color::type>(&C::echoColor, {Color::RED, Color::BLUE, unknownColor});
  calls["echoBools"] = echo<std::vector<bool>>(&C::echoBools, {{}, {true}, {false}, many});
  calls["echoDoubles"] = echo<std::vector<std::vector<double>>>(&C::echoDoubles, {{}, {{}, doubles}});
  calls["echoNumbers"] = echo<std::set<int32_t>>(&C::echoNumbers, {{}, {INT32_MIN, 0, INT32_MAX}});
  calls["echoLabels"] = echo<std::set<std::string>>(&C::echoLabels, {{}, {"", "x", "😀"}});
  calls["echoFlags"] = echo<std::map<std::string, bool>>(&C::echoFlags, {{}, {{"yes", true}, {"no", false}}});
  calls["echoPeople"] = echo<std::map<std::string, Person>>(&C::echoPeople, {{}, {{"ann", person("Ann", 41)}, {"", person("")}}});
  calls["echoNested"] = echo<std::map<Color::type, std::vector<std::map<int16_t, std::set<std::string>>>>>(
      &C::echoNested, {{}, {{Color::RED, {{{1, {"a", "b"}}, {-1, {}}}, {}}}, {unknownColor, {}}}});
  calls["echoBoolKeys"] = echo<std::map<bool, std::string>>(&C::echoBoolKeys, {{}, {{true, "yes"}, {false, "no"}}});
  calls["echoLongKeys"] = echo<std::map<int64_t, std::string>>(&C::echoLongKeys, {{}, {{INT64_MIN, "smallest"}, {0, ""}, {INT64_MAX, "largest"}}});
  calls["echoDoubleKeys"] = echo<std::map<double, std::string>>(&C::echoDoubleKeys, {{}, {{0.1, "tenth"}, {-1.5, ""}, {1e300, "large"}}});
  calls["echoScalars"] = echo<Scalars>(&C::echoScalars, {empty().scalars, full().scalars, sixteen().scalars});
  calls["echoWide"] = echo<Wide>(&C::echoWide, {empty().wide, full().wide, sixteen().wide});
  calls["echoTree"] = echo<Tree>(&C::echoTree, {chain(20)});
  calls["echoShape"] = echo<Shape>(&C::echoShape, shapes());
  calls["echoOptionals"] = echo<Optionals>(&C::echoOptionals, {Optionals(), presentOptionals()});
  calls["echoDefaults"] = echo<Defaults>(&C::echoDefaults, {Defaults(), noDefaults()});
  calls["echoManyNumbers"] = echo<std::vector<int32_t>>(&C::echoManyNumbers, {range(-10000, 10000)});
  calls["echoLongString"] = echo<std::string>(&C::echoLongString, {repeated("0123456789abcdeü", 1 << 16)});
  calls["echoLongBinary"] = echo<std::string>(&C::echoLongBinary, {repeated(everyByte(), 4096)});
  calls["sample"] = [](Client& client) {
    for (const auto& sample : samples) {
      Everything result;
      client.newer->sample(result, sample.first);
      expect(result, sample.second);
    }
  };
  calls["matches"] = [](Client& client) {
    for (const auto& sample : samples) expect(client.newer->matches(sample.first, sample.second), true);
    expect(client.newer->matches("empty", full()), false);
  };
  calls["weave"] = [](Client& client) {
    std::string result;
    client.newer->weave(result, "z", "a", true);
    expect(result, "a/true/z"s);
  };
  calls["ping"] = [](Client& client) { client.newer->ping(); };
  calls["note"] = [](Client& client) {
    std::string result;
    client.newer->note("psst " + text);
    client.newer->noted(result);
    expect(result, "psst " + text);
  };
  calls["find"] = [](Client& client) {
    std::string result;
    checkErrors([&](const std::string& key) { client.newer->find(result, key); });
    client.newer->find(result, "key");
    expect(result, "key"s);
  };
  calls["check"] = [](Client& client) {
    checkErrors([&](const std::string& key) { client.newer->check(key); });
    client.newer->check("key");
  };
  calls["breakDown"] = [](Client& client) {
    std::string result;
    applicationError([&] { client.newer->breakDown(result); });
    client.newer->ping();
  };
  calls["brandNew"] = [](Client& client) {
    std::string result;
    auto error = applicationError([&] { client.newer->brandNew(result); });
    require(error.getType() == apache::thrift::TApplicationException::UNKNOWN_METHOD, "got "s + error.what());
    client.newer->ping();
  };
  return calls;
}

}  // namespace peer
