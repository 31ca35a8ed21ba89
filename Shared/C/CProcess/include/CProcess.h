#pragma once
#include <sys/types.h>

/// Starts a program that is killed when the calling thread's process ends, however it ends. (Linux ties this to the
/// calling thread: it has to live as long as the children.)
/// The program reads nothing, writes standard output and errors to `output`, gets no other descriptor, and has a
/// process group of its own, so that the terminal's Ctrl-C reaches only its parent. Both lists end with null.
/// Gives the process id, or -1 with errno.
pid_t joinery_process_start(const char *path, char *const arguments[], char *const environment[], int output);
