// The peer's side of the service.
#pragma once

#include <mutex>
#include <stdexcept>

#include "Matrix.h"
#include "samples.h"

namespace peer {

using Nested = std::map<Color::type, std::vector<std::map<int16_t, std::set<std::string>>>>;

class Handler : public MatrixIf {
public:
  void whoAreYou(std::string& result) override { result = "cpp"; }

  bool echoBool(const bool value) override { return value; }
  int8_t echoByte(const int8_t value) override { return value; }
  int16_t echoI16(const int16_t value) override { return value; }
  int32_t echoI32(const int32_t value) override { return value; }
  int64_t echoI64(const int64_t value) override { return value; }
  double echoDouble(const double value) override { return value; }
  Color::type echoColor(const Color::type value) override { return value; }
  void echoString(std::string& result, const std::string& value) override { result = value; }
  void echoBinary(std::string& result, const std::string& value) override { result = value; }
  void echoBools(std::vector<bool>& result, const std::vector<bool>& value) override { result = value; }
  void echoDoubles(std::vector<std::vector<double>>& result, const std::vector<std::vector<double>>& value) override { result = value; }
  void echoNumbers(std::set<int32_t>& result, const std::set<int32_t>& value) override { result = value; }
  void echoLabels(std::set<std::string>& result, const std::set<std::string>& value) override { result = value; }
  void echoFlags(std::map<std::string, bool>& result, const std::map<std::string, bool>& value) override { result = value; }
  void echoPeople(std::map<std::string, Person>& result, const std::map<std::string, Person>& value) override { result = value; }
  void echoNested(Nested& result, const Nested& value) override { result = value; }
  void echoBoolKeys(std::map<bool, std::string>& result, const std::map<bool, std::string>& value) override { result = value; }
  void echoLongKeys(std::map<int64_t, std::string>& result, const std::map<int64_t, std::string>& value) override { result = value; }
  void echoDoubleKeys(std::map<double, std::string>& result, const std::map<double, std::string>& value) override { result = value; }
  void echoScalars(Scalars& result, const Scalars& value) override { result = value; }
  void echoWide(Wide& result, const Wide& value) override { result = value; }
  void echoTree(Tree& result, const Tree& value) override { result = value; }
  void echoShape(Shape& result, const Shape& value) override { result = value; }
  void echoOptionals(Optionals& result, const Optionals& value) override { result = value; }
  void echoDefaults(Defaults& result, const Defaults& value) override { result = value; }
  void echoManyNumbers(std::vector<int32_t>& result, const std::vector<int32_t>& value) override { result = value; }
  void echoLongString(std::string& result, const std::string& value) override { result = value; }
  void echoLongBinary(std::string& result, const std::string& value) override { result = value; }

  void sample(Everything& result, const std::string& name) override { result = samples.at(name); }
  bool matches(const std::string& name, const Everything& value) override { return same(samples.at(name), value); }

  void weave(std::string& result, const std::string& last, const std::string& first, const bool flag) override {
    result = first + (flag ? "/true/" : "/false/") + last;
  }

  void ping() override {}

  void note(const std::string& text) override {
    std::lock_guard<std::mutex> guard(lock_);
    lastNote_ = text;
  }

  void noted(std::string& result) override {
    std::lock_guard<std::mutex> guard(lock_);
    result = lastNote_;
  }

  void find(std::string& result, const std::string& key) override {
    check(key);
    result = key;
  }

  void check(const std::string& key) override {
    if (key == "missing") {
      NotFound missing;
      missing.__set_key(key);
      throw missing;
    }
    if (key == "denied") {
      Denied denied;
      denied.__set_reason("no entry");
      denied.__set_code(403);
      throw denied;
    }
  }

  void breakDown(std::string&) override { throw std::runtime_error("this is not in the IDL"); }

private:
  std::mutex lock_;
  std::string lastNote_;
};

}  // namespace peer
