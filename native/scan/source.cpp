#include "scan/source.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace millivox {

namespace {

constexpr std::size_t kFirst = 8 << 10;   // most headers of one slice fit
constexpr std::size_t kStep = 4 << 10;    // after a jump over a long value
constexpr std::size_t kMost = 1 << 20;    // a long header is read in pieces of this size

const char* kind_of(mode_t mode) {
  if (S_ISDIR(mode)) return "a folder, not a file";
  if (S_ISFIFO(mode)) return "a pipe, not a regular file";
  if (S_ISSOCK(mode)) return "a socket, not a regular file";
  return "a device, not a regular file";
}

}  // namespace

void Source::use(const std::uint8_t* data, std::size_t have, std::uint64_t size) {
  close();
  data_ = data;
  have_ = have;
  size_ = size;
  starved_ = false;
}

bool Source::fail(const char* what, int number) {
  error_ = what;
  errno_ = number;
  close();
  return false;
}

bool Source::open(const char* path) {
  close();
  error_.clear();
  errno_ = 0;
  do {
    fd_ = ::open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  } while (fd_ < 0 && errno == EINTR);
  if (fd_ < 0) return fail(std::strerror(errno), errno);
  chunk_ = kFirst;
  // Where the end is costs half as much as all that fstat tells.  A pipe has no end, a character
  // device has it at 0, and a folder cannot be read: only then is it asked what this is.  A block
  // device (a disk) has a size and is read as a file would be; the doors to files and folders
  // refuse it before it comes here.
  const off_t end = ::lseek(fd_, 0, SEEK_END);
  size_ = end > 0 ? static_cast<std::uint64_t>(end) : 0;
  return (size_ > 0 && refill(0, 1) != nullptr) || is_regular();
}

bool Source::is_regular() {
  struct stat info;
  if (::fstat(fd_, &info) != 0) return fail(std::strerror(errno), errno);
  if (!S_ISREG(info.st_mode)) return fail(kind_of(info.st_mode), S_ISDIR(info.st_mode) ? EISDIR : 0);
  return true;
}

void Source::close() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
  data_ = nullptr;
  from_ = 0;
  have_ = 0;
  size_ = 0;
}

const std::uint8_t* Source::refill(std::uint64_t at, std::size_t n) {
  if (at > size_ || n > size_ - at) return nullptr;
  if (fd_ < 0) {
    starved_ = true;
    return nullptr;
  }
  const bool jumped = at > from_ + have_;
  std::size_t want = std::max(n, jumped ? kStep : chunk_);
  want = static_cast<std::size_t>(std::min<std::uint64_t>(want, size_ - at));
  if (!jumped) chunk_ = std::min(chunk_ * 4, kMost);
  if (window_.size() < want) window_.resize(std::max(want, kFirst));
  std::size_t got = 0;
  while (got < n) {
    const ssize_t count = ::pread(fd_, window_.data() + got, want - got, static_cast<off_t>(at + got));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      error_ = count < 0 ? std::strerror(errno) : "the file became shorter while it was read";
      errno_ = count < 0 ? errno : 0;
      have_ = 0;
      return nullptr;
    }
    got += static_cast<std::size_t>(count);
  }
  data_ = window_.data();
  from_ = at;
  have_ = got;
  return data_;
}

}  // namespace millivox
