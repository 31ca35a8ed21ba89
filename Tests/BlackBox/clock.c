// Preloaded into a process, moves its wall clock, and that alone: Debian's faketime moves the monotonic clocks too, which
// hangs timers. The file that FAULT_CLOCK names holds two numbers: milliseconds to add, and a time to stand still at
// (milliseconds since 1970; 0: the clock goes). It may change at any time.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

struct setting {
  int64_t shift, frozen;
};

static volatile struct setting *setting(void) {
  static volatile struct setting *found;
  static struct setting none;
  if (found) return found;
  const char *path = getenv("FAULT_CLOCK");
  int descriptor = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  void *memory = MAP_FAILED;
  if (descriptor >= 0) {
    memory = mmap(NULL, sizeof none, PROT_READ, MAP_SHARED, descriptor, 0);
    close(descriptor);
  }
  found = memory == MAP_FAILED ? &none : memory;
  return found;
}

static int64_t of(const struct timespec *time) { return (int64_t)time->tv_sec * 1000000000 + time->tv_nsec; }

static struct timespec spec(int64_t nanoseconds) {
  return (struct timespec){nanoseconds / 1000000000, nanoseconds % 1000000000};
}

static int64_t real(void) {
  struct timespec time;
  syscall(SYS_clock_gettime, CLOCK_REALTIME, &time);
  return of(&time);
}

static int64_t shown(void) {
  volatile struct setting *now = setting();
  return now->frozen ? now->frozen * 1000000 : real() + now->shift * 1000000;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  if (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE) return syscall(SYS_clock_gettime, clock, time);
  *time = spec(shown());
  return 0;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  (void)zone;
  struct timespec now = spec(shown());
  *time = (struct timeval){now.tv_sec, now.tv_nsec / 1000};
  return 0;
}

time_t time(time_t *result) {
  time_t now = shown() / 1000000000;
  if (result) *result = now;
  return now;
}

// A wait until a time of the wall clock is one of the shown clock: the kernel knows only the real one. (When a clock is
// set for true, the kernel wakes such waits by itself.) Waits by a monotonic clock name times of this machine's uptime.
int pthread_cond_timedwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex,
                           const struct timespec *restrict until) {
  static int (*next)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);
  if (!next) *(void **)&next = dlsym(RTLD_NEXT, "pthread_cond_timedwait");
  int64_t left = of(until) - shown();
  if (until->tv_sec < 1000000000 || left > 3600ll * 1000000000 || left < -3600ll * 1000000000)
    return next(condition, mutex, until);
  struct timespec real_until = spec(real() + left);
  return next(condition, mutex, &real_until);
}
