#!/usr/bin/env python3
"""Prints the records of a channel, as `journal cat` does. Written from format.md alone.

usage: reader.py CHANNEL
exit codes: 0 well, 1 not readable, 2 usage, 3 not found, 4 corrupt
"""
import mmap, os, re, signal, stat, struct, sys

DATA, HEARTBEAT, PADDING, ROLL, CLOSE, CLAIMED, VOID, END = range(1, 9)
TEXT = 3
M64 = (1 << 64) - 1
TABLE = []
for byte in range(256):
    for _ in range(8):
        byte = byte >> 1 ^ (0x82F63B78 if byte & 1 else 0)
    TABLE.append(byte)


class Damage(Exception):
    """Something that no owner wrote."""


def require(good, file, offset, what, expected, found):
    if not good:
        raise Damage(f"{file}: corrupt {what} at file offset {offset}: expected {expected}, found {found}")


def crc32c(data):
    crc = 0xFFFFFFFF
    for value in data:
        crc = crc >> 8 ^ TABLE[(crc ^ value) & 0xFF]
    return crc ^ 0xFFFFFFFF


def fmix64(x):
    x = (x ^ x >> 33) * 0xFF51AFD7ED558CCD & M64
    x = (x ^ x >> 33) * 0xC4CEB9FE1A85EC53 & M64
    return x ^ x >> 33


def map_file(path, length):
    """The bytes of a regular file of this length, mapped."""
    status = os.lstat(path)
    require(stat.S_ISREG(status.st_mode), path, 0, "file", "a regular file", oct(status.st_mode))
    require(status.st_size == length, path, 0, "file length", length, status.st_size)
    with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


class Header:
    """The immutable block that begins the control file and each segment."""
    def __init__(self, path, block, magic):
        self.identity = block[24:1020]
        major, _, features, self.instance = struct.unpack_from("<IIQQ", block, 8)
        require(block[:8] == magic, path, 0, "magic", magic, block[:8])
        require(major == 1, path, 8, "major version", 1, major)
        crc, = struct.unpack_from("<I", block, 1020)
        require(crc == crc32c(block[:1020]), path, 1020, "header check", hex(crc32c(block[:1020])), hex(crc))
        require(features == 0, path, 16, "required features", 0, features)
        self.size, self.max_length, flags, durability, retention = struct.unpack_from("<QIIII", block, 56)
        self.format, = struct.unpack_from("<I", block, 108)
        require(self.size in [1 << n for n in range(16, 31)], path, 56, "segment size", "a power of two", self.size)
        limit = min(self.size // 4, (1 << 28) - 16)
        require(self.max_length <= limit, path, 64, "max record length", f"at most {limit}", self.max_length)
        settings = flags <= 3 and durability == 0 and retention in (0, 4)
        require(settings, path, 68, "settings", "those of version 1.0", (flags, durability, retention))
        self.checksums = flags & 1
        self.header_length = 16 if flags & 2 else 8
        self.data_offset = 4096 + (self.size // 65536 * 8 + 4095) // 4096 * 4096


class Segment:
    def __init__(self, channel, header, number):
        self.path = os.path.join(channel, f"{number:020}.seg")
        require(os.path.lexists(self.path), self.path, 0, "segment", "a file, since the stream leads here", "none")
        self.header = header
        self.bytes = map_file(self.path, header.data_offset + header.size)
        own = Header(self.path, self.bytes[:1024], b"SHMJSEG\0")
        require(own.identity == header.identity, self.path, 24, "identity", "that of the control file", "another")
        found, epoch, crc = struct.unpack_from("<QQQ", self.bytes, 1024)
        expected = crc32c(self.bytes[1024:1040])
        require(crc == expected, self.path, 1040, "number check", hex(expected), hex(crc))
        require(found == number, self.path, 1024, "segment number", number, found)
        self.salt = fmix64(header.instance ^ fmix64(number ^ fmix64(epoch)))
        self.words = memoryview(self.bytes).cast("Q")

    def word(self, offset):
        """The word at an offset, by one load of 8 bytes."""
        word = self.words[(self.header.data_offset + offset) // 8]
        return int.from_bytes(word.to_bytes(8, sys.byteorder), "little")

    def step(self, offset):
        """Kind, payload and next offset of the word at an offset; kind 0 where nothing is."""
        word = self.word(offset)
        if word == 0:
            return 0, None, offset
        header, at = self.header, self.header.data_offset + offset
        low, kind, length = word & 0xFFFFFFFF, word >> 28 & 0xF, word & 0xFFFFFFF
        require(DATA <= kind <= END, self.path, at, "record word", "kind 1 to 8", f"kind {kind}")
        header_length = header.header_length if kind == DATA else 8
        after = 0 if kind in (ROLL, END) else (header_length + length + 7) // 8 * 8
        fits = offset + after <= header.size - (8 if kind in (ROLL, CLOSE, END) else 16)
        valid = (length <= header.max_length if kind == DATA else
                 length % 8 == 0 if kind in (PADDING, VOID, CLAIMED) else length == 0)
        require(fits and valid, self.path, at, "record word", "a length that fits", f"kind {kind} length {length}")
        check = ((self.salt ^ (offset << 32 | low)) * 0x9E3779B97F4A7C15 & M64) >> 32
        if kind == DATA and header.checksums:
            check ^= crc32c(self.bytes[at + 8:at + header_length + length])
        require(word >> 32 == check, self.path, at, "record", hex(check << 32 | low), hex(word))
        payload = self.bytes[at + header_length:at + header_length + length] if kind == DATA else None
        return kind, payload, offset + after


def records(channel, header):
    numbers = [int(name[:20]) for name in os.listdir(channel) if re.fullmatch(r"[0-9]{20}\.seg", name)]
    require(numbers, channel, 0, "channel", "at least one segment", "none")
    number, offset = min(numbers), 0
    segment = Segment(channel, header, number)
    while True:
        kind, payload, after = segment.step(offset)
        if kind in (0, CLAIMED, END) or kind == CLOSE and segment.word(after) == 0:
            return
        if kind == DATA:
            yield payload
        if kind == ROLL:
            number, after = number + 1, 0
            segment = Segment(channel, header, number)
        offset = after


def main():
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    if len(sys.argv) != 2:
        sys.exit(print(__doc__, file=sys.stderr) or 2)
    try:
        control = os.path.join(sys.argv[1], "channel.ctl")
        header = Header(control, map_file(control, 4096)[:1024], b"SHMJCTL\0")
        for payload in records(sys.argv[1], header):
            if header.format == TEXT:
                payload = payload[:-2] if payload.endswith(b"\n\0") else payload + b"\n"
            sys.stdout.buffer.write(payload)
        sys.stdout.buffer.flush()
    except (Damage, OSError) as error:
        code = 4 if isinstance(error, Damage) else 3 if isinstance(error, FileNotFoundError) else 1
        sys.exit(print(f"reader.py: {error}", file=sys.stderr) or code)


if __name__ == "__main__":
    main()
