// Bytes of a file or a buffer, read through a window that moves forward.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace millivox {

class Source {
 public:
  // Looks at memory that somebody else keeps: the first `have` bytes of an object of `size`.
  void use(const std::uint8_t* data, std::size_t have, std::uint64_t size);
  // Opens a regular file without ever blocking; false with `error()` set where that fails.
  bool open(const char* path);
  void close();
  ~Source() { close(); }
  Source() = default;
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  std::uint64_t size() const { return size_; }
  // Whether bytes were asked for that memory does not hold.
  bool starved() const { return starved_; }
  const std::string& error() const { return error_; }
  int error_number() const { return errno_; }

  // What is at hand without reading: [from, from + have) of the file.
  struct Window {
    const std::uint8_t* data;
    std::uint64_t from;
    std::size_t have;
  };
  Window window() const { return {data_, from_, have_}; }

  // The bytes [at, at + n), which the caller knows to lie inside the file; nullptr where
  // the file can no longer be read.  The pointer holds until the next call.
  const std::uint8_t* need(std::uint64_t at, std::size_t n) {
    if (at >= from_ && at - from_ <= have_ && n <= have_ - (at - from_)) return data_ + (at - from_);
    return refill(at, n);
  }

 private:
  const std::uint8_t* refill(std::uint64_t at, std::size_t n);
  bool is_regular();
  bool fail(const char* what, int number);

  const std::uint8_t* data_ = nullptr;
  std::uint64_t from_ = 0;
  std::size_t have_ = 0;
  std::uint64_t size_ = 0;
  int fd_ = -1;
  bool starved_ = false;
  std::size_t chunk_ = 0;
  std::vector<std::uint8_t> window_;
  std::string error_;
  int errno_ = 0;
};

}  // namespace millivox
