// What the agent reads of the system it runs on, below Swift. One branch for Apple systems, one for Linux; Swift sees no
// difference between them. Every reader is cheap enough for a measured window, but for those that say otherwise.
#ifndef HEATSOAK_PROBES_H
#define HEATSOAK_PROBES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What a reader returns where the system does not tell.
enum { heatsoak_unknown = -1 };

// Bytes of this process; each of them may be heatsoak_unknown.
struct heatsoak_memory {
  // Charged to the process: what the system counts against its limit.
  int64_t footprint;
  // Highest footprint since the start, by the kernel's own count.
  int64_t peak;
  // Clean pages of files that are mapped and resident.
  int64_t mapped;
  // Left until the system kills the process.
  int64_t available;
};

// Nanoseconds of a monotonic clock that also runs while the device sleeps.
uint64_t heatsoak_clock_ns(void);
// Its name, for the log.
const char *heatsoak_clock_name(void);
struct heatsoak_memory heatsoak_read_memory(void);
// Processor time of all threads of this process, microseconds.
int64_t heatsoak_cpu_us(void);
// 1 while a debugger is attached, else 0.
int heatsoak_is_traced(void);
// Free bytes where `path` lies, for those who are not root. Asks the file system: not for measured windows.
int64_t heatsoak_free_bytes(const char *path);
// Runnable processes over the last minute, or heatsoak_unknown.
double heatsoak_load_average(void);
// Seconds since the system started, or heatsoak_unknown.
double heatsoak_uptime_seconds(void);
// Writes a system value by name (Apple: sysctl, such as "hw.machine"; Linux: the fields of uname) with its closing zero.
// Returns false, and an empty text, where there is none or it does not fit.
bool heatsoak_system_text(const char *name, char *text, size_t size);
// Writes the folder of the library or program that holds `symbol`, with its closing zero. Returns false where nobody knows.
bool heatsoak_folder_of(const void *symbol, char *text, size_t size);
// From here on the signal that asks a program to end is noted, and does not end it.
void heatsoak_note_termination(void);
// Whether it has come. Cheap enough for a measured window.
bool heatsoak_is_asked_to_end(void);
// Linux: this process is killed when the thread that started it ends. Elsewhere nothing.
void heatsoak_end_with_parent(void);

#endif
