"""Linux only: what the kernel itself denies a worker, whatever the engine would do.

Landlock leaves the files named and nothing else of the file system, and no TCP; a seccomp
filter denies sockets, new processes and other system calls a query never needs. Both hold
for threads made later, so the worker has one thread when it goes in. Neither needs
privileges; a kernel without them is told apart by what ``enter`` returns.
"""

import ctypes
import os
import platform
import struct
from collections.abc import Iterable
from pathlib import Path

_PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 4, 38
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_BY_PATH, _FILTER, _ALL_THREADS = 1, 1, 1
_READ_FILE, _WRITE_FILE, _TRUNCATE = 1 << 2, 1 << 1, 1 << 14
_INSIDE = (1 << 1) | (1 << 2) | (1 << 3) | (1 << 5) | (1 << 8) | (1 << 14)
# What the engine reads about the machine when it opens; it ends when it may not.
_MACHINE = (
    *("/proc/self/cgroup", "/proc/self/statm", "/proc/stat", "/proc/meminfo"),
    *("/sys/devices/system/cpu", "/sys/fs/cgroup", "/dev/null"),
)
# How many rights over files each version of Landlock knows.
_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
_MOST_RIGHTS = 16

# Numbers of system calls on x86-64 and on AArch64; None where there is no such call.
_DENIED: dict[str, tuple[int | None, int | None]] = {
    "ptrace": (101, 117),
    "socket": (41, 198),
    "socketpair": (53, 199),
    "connect": (42, 203),
    "bind": (49, 200),
    "listen": (50, 201),
    "accept": (43, 202),
    "accept4": (288, 242),
    "sendto": (44, 206),
    "sendmsg": (46, 211),
    "fork": (57, None),
    "vfork": (58, None),
    "execve": (59, 221),
    "execveat": (322, 281),
    "kill": (62, 129),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "unshare": (272, 97),
    "setns": (308, 268),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "kexec_load": (246, 104),
    "reboot": (169, 142),
    "memfd_create": (319, 279),
    "open_by_handle_at": (304, 265),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
}
# Column above, the kernel's name of the machine, and its calls clone and seccomp.
_MACHINES = {"x86_64": (0, 0xC000003E, 56, 317), "aarch64": (1, 0xC00000B7, 220, 277)}
_CLONE3, _CLONE_THREAD = 435, 0x10000
_EPERM, _ENOSYS = 1, 38
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_LOAD, _EQUAL, _AT_LEAST, _ALL_SET, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06


def enter(readable: Iterable[Path], writable: Iterable[Path]) -> list[str]:
    """Shut this thread, and those it makes, in. Returns the names of what took hold."""
    if platform.system() != "Linux":
        return []
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return []
    held = []
    if _landlock(libc, list(readable), list(writable)):
        held.append("landlock")
    if _seccomp(libc):
        held.append("seccomp")
    return held


def _landlock(libc: ctypes.CDLL, readable: list[Path], writable: list[Path]) -> bool:
    version = libc.syscall(_CREATE_RULESET, None, 0, 1)
    if version < 1:
        return False
    rights = (1 << _RIGHTS.get(version, _MOST_RIGHTS)) - 1
    told = struct.pack("=Q", rights)
    if version >= 4:
        told += struct.pack("=Q", 3)  # binding and connecting TCP
    if version >= 6:
        told += struct.pack("=Q", 3)  # abstract sockets and signals to processes outside
    rules = libc.syscall(_CREATE_RULESET, ctypes.create_string_buffer(told), len(told), 0)
    if rules < 0:
        return False
    try:
        for path in [*readable, *(Path(name) for name in _MACHINE if os.path.exists(name))]:
            _permit(libc, rules, path, _READ_FILE & rights)
        for path in writable:
            _permit(libc, rules, path, _INSIDE & rights)
        return bool(libc.syscall(_RESTRICT_SELF, rules, 0) == 0)
    finally:
        os.close(rules)


def _permit(libc: ctypes.CDLL, rules: int, path: Path, rights: int) -> None:
    handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        told = ctypes.create_string_buffer(struct.pack("=Qi", rights, handle))
        libc.syscall(_ADD_RULE, rules, _BY_PATH, told, 0)
    finally:
        os.close(handle)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def _seccomp(libc: ctypes.CDLL) -> bool:
    machine = _MACHINES.get(platform.machine())
    if machine is None:
        return False
    *reads, seccomp = machine
    code = b"".join(struct.pack("=HBBI", *step) for step in _steps(*reads))
    held = ctypes.create_string_buffer(code)
    program = _Program(len(code) // 8, ctypes.addressof(held))
    return bool(libc.syscall(seccomp, _FILTER, _ALL_THREADS, ctypes.byref(program)) == 0)


def _steps(column: int, architecture: int, clone: int) -> list[tuple[int, int, int, int]]:
    """The filter: (code, jump if true, jump if false, value), read from the top."""
    numbers = [pair[column] for pair in _DENIED.values()]
    denied = [number for number in numbers if number is not None]
    steps = [
        (_LOAD, 0, 0, 4),
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, 0),
        (_AT_LEAST, 0, 1, 0x40000000),  # the other calling convention of x86-64
        (_RETURN, 0, 0, _ERRNO | _EPERM),
        (_EQUAL, 0, 1, _CLONE3),  # its flags cannot be seen; the C library then calls clone
        (_RETURN, 0, 0, _ERRNO | _ENOSYS),
        (_EQUAL, 0, 4, clone),
        (_LOAD, 0, 0, 16),
        (_ALL_SET, 1, 0, _CLONE_THREAD),
        (_RETURN, 0, 0, _ERRNO | _EPERM),
        (_RETURN, 0, 0, _ALLOW),
    ]
    for number in denied:
        steps += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ERRNO | _EPERM)]
    return [*steps, (_RETURN, 0, 0, _ALLOW)]
