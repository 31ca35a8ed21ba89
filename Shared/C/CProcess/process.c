#define _GNU_SOURCE
#include "CProcess.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

// Only what signal-safety(7) allows between fork and exec: other threads may hold any lock.
static void become(
    const char *path, char *const arguments[], char *const environment[], int output, pid_t parent) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(127);  // it ended before the line above
  int nothing = open("/dev/null", O_RDONLY);
  if (nothing < 0 || dup2(nothing, 0) < 0 || dup2(output, 1) < 0 || dup2(output, 2) < 0) _exit(127);
  close_range(3, ~0U, 0);
  signal(SIGPIPE, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  execve(path, arguments, environment);
  const char *reason = strerrordesc_np(errno);
  const char *parts[] = {path, ": ", reason ? reason : "cannot be started", "\n"};
  for (int index = 0; index < 4; index++) {
    if (write(2, parts[index], strlen(parts[index])) < 0) break;
  }
  _exit(127);
}

pid_t joinery_process_start(const char *path, char *const arguments[], char *const environment[], int output) {
  pid_t parent = getpid();
  pid_t child = fork();
  if (child == 0) become(path, arguments, environment, output, parent);
  return child;
}
