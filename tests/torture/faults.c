/* Loaded before the C library: the n-th call of one kind on a file below one folder fails, once, and is reported. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/types.h>
#include <unistd.h>

enum { OPEN, WRITE, FSYNC, RENAME };

static char folder[PATH_MAX];
static int wanted = -1, number, failure, report = -1, calls[4];

void fault_arm(int kind, int which, int error, const char *root, int descriptor) {
    snprintf(folder, sizeof folder, "%s/", root);
    number = which;
    failure = error;
    report = descriptor;
    wanted = kind;
}

/* How many calls of a kind there were since it was armed. */
int fault_calls(int kind) { return calls[kind]; }

static void path_of(int descriptor, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    path[length < 0 ? 0 : length] = 0;
}

static int fails(int kind, int at, const char *name) {
    char path[2 * PATH_MAX];
    int kept = errno;
    if (!folder[0]) return 0;
    if (name && name[0] == '/') snprintf(path, sizeof path, "%s", name);
    else {
        if (at == AT_FDCWD) { if (!getcwd(path, PATH_MAX)) path[0] = 0; }
        else path_of(at, path);
        if (name) { strcat(path, "/"); strncat(path, name, PATH_MAX - 1); }
    }
    errno = kept;
    if (strncmp(path, folder, strlen(folder))) return 0;
    if (__atomic_add_fetch(&calls[kind], 1, __ATOMIC_SEQ_CST) != number || kind != wanted) return 0;
    dprintf(report, "%s", path);
    errno = failure;
    return 1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define OPENS(name) \
    int name(const char *path, int flags, ...) { \
        va_list rest; va_start(rest, flags); mode_t mode = va_arg(rest, mode_t); va_end(rest); \
        return fails(OPEN, AT_FDCWD, path) ? -1 : REAL(name)(path, flags, mode); }
#define OPENS_AT(name) \
    int name(int at, const char *path, int flags, ...) { \
        va_list rest; va_start(rest, flags); mode_t mode = va_arg(rest, mode_t); va_end(rest); \
        return fails(OPEN, at, path) ? -1 : REAL(name)(at, path, flags, mode); }
#define WRITES(name, parameters, descriptor, ...) \
    ssize_t name parameters { return fails(WRITE, descriptor, 0) ? -1 : REAL(name)(descriptor, __VA_ARGS__); }
#define SYNCS(name) int name(int file) { return fails(FSYNC, file, 0) ? -1 : REAL(name)(file); }

OPENS(open)
OPENS(open64)
OPENS_AT(openat)
OPENS_AT(openat64)
WRITES(write, (int file, const void *data, size_t size), file, data, size)
WRITES(pwrite, (int file, const void *data, size_t size, off_t at), file, data, size, at)
WRITES(pwrite64, (int file, const void *data, size_t size, off64_t at), file, data, size, at)
WRITES(sendfile, (int file, int from, off_t *at, size_t size), file, from, at, size)
WRITES(sendfile64, (int file, int from, off64_t *at, size_t size), file, from, at, size)
SYNCS(fsync)
SYNCS(fdatasync)
SYNCS(syncfs)

int rename(const char *old, const char *new) {
    return fails(RENAME, AT_FDCWD, new) ? -1 : REAL(rename)(old, new);
}

int renameat(int from, const char *old, int to, const char *new) {
    return fails(RENAME, to, new) ? -1 : REAL(renameat)(from, old, to, new);
}

int renameat2(int from, const char *old, int to, const char *new, unsigned flags) {
    return fails(RENAME, to, new) ? -1 : REAL(renameat2)(from, old, to, new, flags);
}
