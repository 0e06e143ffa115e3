#include "place/frames.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <system_error>
#include <thread>

namespace millivox {

namespace {

constexpr std::size_t kPiece = 128 << 10;  // bytes read at a time: they stay in the cache until rescaled

// One file held open: the frames of a multi-frame object come from it one after another.
class OpenFile {
 public:
  explicit OpenFile(const std::vector<std::string>& paths) : paths_(paths) {}
  ~OpenFile() { close(); }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  // 0, or the error number.
  int use(std::uint32_t which) {
    if (fd_ >= 0 && which == which_) return 0;
    close();
    do {
      fd_ = ::open(paths_[which].c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    } while (fd_ < 0 && errno == EINTR);
    which_ = which;
    return fd_ < 0 ? errno : 0;
  }

  // How many of the bytes were there; with `error` set where reading failed.
  std::size_t read(std::uint64_t at, std::uint8_t* to, std::size_t n, int& error) const {
    std::size_t got = 0;
    while (got < n) {
      const ssize_t count = ::pread(fd_, to + got, n - got, static_cast<off_t>(at + got));
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) error = errno;
      if (count <= 0) break;
      got += static_cast<std::size_t>(count);
    }
    return got;
  }

 private:
  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }
  const std::vector<std::string>& paths_;
  std::uint32_t which_ = 0;
  int fd_ = -1;
};

struct Work {
  const std::vector<std::string>& paths;
  const std::vector<FrameJob>& jobs;
  const FrameLayout& layout;
  std::uint8_t* out;
  std::vector<FrameFailure> outcome;  // one a job; `got` is all where it went well
  std::atomic<std::size_t> next{0};
};

// Whether the bytes of the file are the numbers wanted, or are made so where they lie.
bool in_place(const FrameLayout& layout, const FrameJob& job) {
  return layout.becomes == layout.stored.number && job.rescaling.is_none();
}

void place_one(Work& work, const FrameJob& job, OpenFile& file, std::vector<std::uint8_t>& piece,
               FrameFailure& outcome) {
  const FrameLayout& layout = work.layout;
  const std::size_t cell = bytes_of(layout.stored.number), wide = bytes_of(layout.becomes);
  std::uint8_t* to = work.out + job.place * layout.values * wide;
  outcome.error_number = file.use(job.path);
  const bool straight = in_place(layout, job);
  if (!straight) piece.resize(kPiece);
  const std::size_t most = kPiece / cell;
  for (std::size_t done = 0; done < layout.values && outcome.error_number == 0;) {
    const std::size_t n = std::min(most, layout.values - done);
    std::uint8_t* here = straight ? to + done * wide : piece.data();
    const std::size_t got = file.read(job.offset + done * cell, here, n * cell, outcome.error_number);
    outcome.got += got;
    if (got < n * cell) return;
    make_whole(layout.stored, here, n);
    if (!straight && !rescale(layout.stored.number, here, layout.becomes, to + done * wide, n, job.rescaling)) {
      outcome.too_narrow = true;
    }
    done += n;
  }
}

void run(Work& work) {
  OpenFile file(work.paths);
  std::vector<std::uint8_t> piece;
  for (;;) {
    const std::size_t k = work.next.fetch_add(1);
    if (k >= work.jobs.size()) return;
    place_one(work, work.jobs[k], file, piece, work.outcome[k]);
  }
}

}  // namespace

std::vector<FrameFailure> place_frames(const std::vector<std::string>& paths,
                                       const std::vector<FrameJob>& jobs, const FrameLayout& layout,
                                       std::uint8_t* out, unsigned threads) {
  Work work{paths, jobs, layout, out, {}};
  work.outcome.resize(jobs.size());
  std::vector<std::thread> others;
  for (unsigned k = 1; k < std::min<std::size_t>(std::max(1u, threads), jobs.size()); ++k) {
    try {
      others.emplace_back(run, std::ref(work));
    } catch (const std::system_error&) {
      break;  // no more threads to be had; those that run do the work
    }
  }
  run(work);
  for (std::thread& other : others) other.join();
  const std::size_t whole = layout.values * bytes_of(layout.stored.number);
  std::vector<FrameFailure> failures;
  for (std::size_t k = 0; k < jobs.size(); ++k) {
    const FrameFailure& outcome = work.outcome[k];
    if (outcome.got < whole || outcome.too_narrow) failures.push_back({k, outcome.error_number, outcome.got, outcome.too_narrow});
  }
  return failures;
}

}  // namespace millivox
