#if defined(__linux__)
#define _GNU_SOURCE
#endif
#include "heatsoak_probes.h"

#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

int64_t heatsoak_cpu_us(void) {
  struct rusage usage;
  if (getrusage(RUSAGE_SELF, &usage) != 0) return heatsoak_unknown;
  return (int64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000 + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

int64_t heatsoak_free_bytes(const char *path) {
  struct statvfs volume;
  if (statvfs(path, &volume) != 0) return heatsoak_unknown;
  return (int64_t)volume.f_bavail * (int64_t)volume.f_frsize;
}

double heatsoak_load_average(void) {
  double load = 0;
  return getloadavg(&load, 1) == 1 ? load : heatsoak_unknown;
}

bool heatsoak_folder_of(const void *symbol, char *text, size_t size) {
  Dl_info info;
  if (dladdr(symbol, &info) == 0 || info.dli_fname == NULL) return false;
  const char *end = strrchr(info.dli_fname, '/');
  if (end == NULL || (size_t)(end - info.dli_fname) >= size) return false;
  memcpy(text, info.dli_fname, (size_t)(end - info.dli_fname));
  text[end - info.dli_fname] = 0;
  return true;
}

static volatile sig_atomic_t asked_to_end = 0;

static void note_termination(int signal) {
  (void)signal;
  asked_to_end = 1;
}

void heatsoak_note_termination(void) {
  struct sigaction action = {.sa_handler = note_termination, .sa_flags = SA_RESTART};
  sigaction(SIGTERM, &action, NULL);
}

bool heatsoak_is_asked_to_end(void) { return asked_to_end != 0; }

#if defined(__APPLE__)
#include <TargetConditionals.h>
#include <mach/mach.h>
#include <sys/sysctl.h>
#if TARGET_OS_IPHONE
#if __has_include(<os/proc.h>)
#include <os/proc.h>
#else
extern size_t os_proc_available_memory(void);
#endif
#endif

// The clock of mach_continuous_time: it goes on while the device sleeps, so that a suspended app shows as a gap.
uint64_t heatsoak_clock_ns(void) { return clock_gettime_nsec_np(CLOCK_MONOTONIC_RAW); }

const char *heatsoak_clock_name(void) { return "CLOCK_MONOTONIC_RAW"; }

struct heatsoak_memory heatsoak_read_memory(void) {
  struct heatsoak_memory memory = {heatsoak_unknown, heatsoak_unknown, heatsoak_unknown, heatsoak_unknown};
  task_vm_info_data_t info;
  mach_msg_type_number_t count = TASK_VM_INFO_COUNT;
  if (task_info(mach_task_self(), TASK_VM_INFO, (task_info_t)&info, &count) == KERN_SUCCESS) {
    memory.footprint = (int64_t)info.phys_footprint;
    memory.peak = (int64_t)info.ledger_phys_footprint_peak;
    memory.mapped = (int64_t)info.external;
  }
#if TARGET_OS_IPHONE
  memory.available = (int64_t)os_proc_available_memory();
#endif
  return memory;
}

int heatsoak_is_traced(void) {
  struct kinfo_proc process;
  size_t size = sizeof process;
  int name[] = {CTL_KERN, KERN_PROC, KERN_PROC_PID, getpid()};
  if (sysctl(name, 4, &process, &size, NULL, 0) != 0) return 0;
  return (process.kp_proc.p_flag & P_TRACED) != 0;
}

double heatsoak_uptime_seconds(void) { return (double)clock_gettime_nsec_np(CLOCK_MONOTONIC_RAW) / 1e9; }

void heatsoak_end_with_parent(void) {}

bool heatsoak_system_text(const char *name, char *text, size_t size) {
  if (size == 0) return false;
  if (sysctlbyname(name, text, &size, NULL, 0) == 0) return true;
  text[0] = 0;
  return false;
}

#else
#include <sys/prctl.h>
#include <sys/utsname.h>

void heatsoak_end_with_parent(void) { prctl(PR_SET_PDEATHSIG, SIGKILL); }

uint64_t heatsoak_clock_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

const char *heatsoak_clock_name(void) { return "CLOCK_MONOTONIC"; }

// Anonymous pages are what a phone would charge, and pages of files what it would map.
struct heatsoak_memory heatsoak_read_memory(void) {
  struct heatsoak_memory memory = {heatsoak_unknown, heatsoak_unknown, heatsoak_unknown, heatsoak_unknown};
  FILE *file = fopen("/proc/self/statm", "r");
  if (file == NULL) return memory;
  long long resident = 0, shared = 0;
  if (fscanf(file, "%*d %lld %lld", &resident, &shared) == 2) {
    const int64_t page = sysconf(_SC_PAGESIZE);
    memory.footprint = (resident - shared) * page;
    memory.mapped = shared * page;
  }
  fclose(file);
  return memory;
}

int heatsoak_is_traced(void) {
  FILE *file = fopen("/proc/self/status", "r");
  if (file == NULL) return 0;
  char line[256];
  int tracer = 0;
  while (fgets(line, sizeof line, file) != NULL)
    if (sscanf(line, "TracerPid: %d", &tracer) == 1) break;
  fclose(file);
  return tracer != 0;
}

double heatsoak_uptime_seconds(void) {
  struct timespec now;
  return clock_gettime(CLOCK_BOOTTIME, &now) == 0 ? (double)now.tv_sec + (double)now.tv_nsec / 1e9 : heatsoak_unknown;
}

bool heatsoak_system_text(const char *name, char *text, size_t size) {
  if (size == 0) return false;
  text[0] = 0;
  struct utsname system;
  if (uname(&system) != 0) return false;
  const char *found = strcmp(name, "hw.machine") == 0      ? system.machine
                      : strcmp(name, "kern.ostype") == 0   ? system.sysname
                      : strcmp(name, "kern.osrelease") == 0 ? system.release
                      : strcmp(name, "kern.osversion") == 0 ? system.version
                                                            : NULL;
  if (found == NULL || strlen(found) >= size) return false;
  strcpy(text, found);
  return true;
}
#endif
