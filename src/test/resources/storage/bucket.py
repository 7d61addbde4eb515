# SPDX-License-Identifier: Apache-2.0
"""Mounts a file system in user space whose times prove nothing, with a model of two files; needs root. Ends with the mount."""

import argparse
import ctypes
import os
import struct
import sys
import time

LOOKUP, GETATTR, OPEN, READ, STATFS, RELEASE, FLUSH, INIT, OPENDIR, READDIR, RELEASEDIR = 1, 3, 14, 15, 17, 18, 25, 26, 27, 28, 29
FORGET = (2, 36, 42)
ROOT = 1
ENOENT, ENOSYS = 2, 38

parser = argparse.ArgumentParser()
parser.add_argument("mount")
parser.add_argument("times", choices=["moving", "equal", "none", "going-back"])
parser.add_argument("--content", choices=["stable", "changing"], default="stable")
arguments = parser.parse_args()

files = {2: (b"weights", bytearray(3_000_000)), 3: (b"config.json", bytearray(b"{}"))}
device = os.open("/dev/fuse", os.O_RDWR)


def change_time() -> int:
    match arguments.times:
        case "moving":
            return int(time.time() * 1000)
        case "going-back":
            return 2_000_000_000 - int(time.time() * 10) % 1_000_000
        case "equal":
            return 1_000_000_000
        case _:
            return 0


def attributes(node: int) -> bytes:
    size = 0 if node == ROOT else len(files[node][1])
    mode = 0o40755 if node == ROOT else 0o100644
    now = change_time()
    return struct.pack("<6Q10I", node, size, -(-size // 512), now, now, now, 0, 0, 0, mode, 1, 0, 0, 0, 4096, 0)


def entries(offset: int, size: int) -> bytes:
    listed = b""
    for place, (node, (name, _)) in enumerate(files.items()):
        if place >= offset:
            entry = struct.pack("<QQII", node, place + 1, len(name), 8) + name
            listed += entry + bytes(-len(entry) % 8)
    return listed[:size]


def answer(operation: int, node: int, body: bytes) -> bytes | int:
    if operation == INIT:
        return struct.pack("<4I2H2I2H8I", 7, 31, 65536, 0, 0, 0, 65536, 1, 0, 0, *[0] * 8)
    if operation == LOOKUP:
        found = [number for number, (name, _) in files.items() if name == body.rstrip(b"\0")]
        return struct.pack("<4Q2I", found[0], 0, 0, 0, 0, 0) + attributes(found[0]) if found else ENOENT
    if operation == GETATTR:
        return struct.pack("<Q2I", 0, 0, 0) + attributes(node)
    if operation in (OPEN, OPENDIR):
        return struct.pack("<Q2I", 0, 0, 0)
    if operation in (READ, READDIR):
        _, offset, size = struct.unpack("<2QI", body[:20])
        if operation == READDIR:
            return entries(offset, size)
        read = bytes(files[node][1][offset : offset + size])
        if arguments.content == "changing":
            files[node][1][0] ^= 1
        return read
    if operation == STATFS:
        return struct.pack("<5Q4I24x", 0, 0, 0, 10, 10, 4096, 255, 4096, 0)
    return b"" if operation in (RELEASE, FLUSH, RELEASEDIR) else ENOSYS


options = f"fd={device},rootmode=40000,user_id=0,group_id=0"
if ctypes.CDLL(None, use_errno=True).mount(b"bucket", arguments.mount.encode(), b"fuse", 6, options.encode()):
    sys.exit("the file system cannot be mounted: " + os.strerror(ctypes.get_errno()))
while True:
    try:
        request = os.read(device, 1 << 20)
    except OSError:
        break  # unmounted
    _, operation, unique, node = struct.unpack("<2I2Q", request[:24])
    if operation not in FORGET:
        result = answer(operation, node, request[40:])
        error, data = (result, b"") if isinstance(result, int) else (0, result)
        os.write(device, struct.pack("<IiQ", 16 + len(data), -error, unique) + data)
