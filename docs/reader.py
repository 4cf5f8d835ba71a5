"""Prints the payload of every record of a journal channel: python3 reader.py CHANNEL_DIRECTORY

Written from docs/format.md alone. Reads to the present end of the stream, also while that is written; exits with 4
where it finds damage, or what it must not read; tells what it loses of a ring, and goes on. Needs a little-endian
machine that does not reorder loads, such as x86-64: Python has no load with acquire order.
"""
import functools, mmap, os, re, signal, struct, sys

MASK = (1 << 64) - 1
CHECKSUMS, TIMESTAMPS, TEXT, RING = 1, 2, 3, 5  # two flags, a format id, a retention
RETAINED_FROM = 1792 // 8  # word of the control file
DATA, HEARTBEAT, PADDING, ROLL, CLOSE, CLAIMED, VOID, END = range(1, 9)  # kinds
FREE_BEHIND = {ROLL: 0, CLOSE: 8, END: 0}  # bytes that a kind leaves free at the segment's end; the others 16
CRC_TABLE = [functools.reduce(lambda crc, _: crc >> 1 ^ (crc & 1) * 0x82F63B78, range(8), n) for n in range(256)]

class Damage(Exception): """Something is damaged, or must not be read."""
def require(holds, path, offset, what):
    if not holds:
        raise Damage(f"{path}: offset {offset}: {what}")
def crc32c(data):
    return functools.reduce(lambda crc, byte: crc >> 8 ^ CRC_TABLE[(crc ^ byte) & 0xFF], data, 0xFFFFFFFF) ^ 0xFFFFFFFF
def fmix64(x):
    x = (x ^ x >> 33) * 0xFF51AFD7ED558CCD & MASK
    x = (x ^ x >> 33) * 0xC4CEB9FE1A85EC53 & MASK
    return x ^ x >> 33

def map_file(path, length, magic):
    require(os.path.isfile(path) and not os.path.islink(path), path, 0, "missing, or no regular file")
    require(os.path.getsize(path) == length, path, 0, f"length is not {length}")
    with open(path, "rb") as file:
        view = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    require(view[:8] == magic, path, 0, "wrong magic")
    require(view[8:12] == b"\1\0\0\0", path, 8, "unknown major version")
    require(struct.unpack_from("<I", view, 1020)[0] == crc32c(view[:1020]), path, 1020, "wrong CRC32C")
    require(not any(view[16:24]), path, 16, "unknown required features")
    return view

class Channel:
    def __init__(self, directory):
        self.directory, path = directory, os.path.join(directory, "channel.ctl")
        view = map_file(path, 4096, b"SHMJCTL\0")
        self.common, self.words = view[24:1020], view.cast("Q")
        self.instance, = struct.unpack_from("<Q", view, 24)
        self.size, self.max_length, self.flags, durability, retention, value = struct.unpack_from("<QIIIIq", view, 56)
        tick_unit, self.format_id, _, media_length, metadata_length = struct.unpack_from("<IIQII", view, 104)
        for offset, in_range in (
                (56, self.size in [1 << shift for shift in range(16, 31)]),
                (64, self.max_length <= min(self.size // 4, (1 << 28) - 16)),
                (68, self.flags <= CHECKSUMS | TIMESTAMPS), (72, durability <= 2), (76, retention <= RING),
                (80, retention != RING or 3 <= value <= 10000), (104, tick_unit <= 3), (120, media_length <= 128),
                (124, metadata_length <= 512), (128, bytes(view[128:128 + media_length]).isascii())):
            require(in_range, path, offset, "value out of range, or reserved")
        self.slots = value if retention == RING else 0

    def path_of(self, number):
        return os.path.join(self.directory, f"{number % self.slots:04}.seg" if self.slots else f"{number:020}.seg")
    def numbers(self):
        return [int(name[:20]) for name in os.listdir(self.directory) if re.fullmatch(r"[0-9]{20}\.seg", name)] or [0]

    def first(self):
        """The number of the first segment; in a ring, of what stands in front of it nothing counts."""
        if self.slots:
            return self.words[RETAINED_FROM] // self.size
        numbers = self.numbers()
        for number in range(min(numbers), max(numbers)):  # by name, since a listing is no snapshot
            require(os.path.exists(self.path_of(number)), self.path_of(number), 0, "missing")
        return min(numbers)

    def payloads(self):
        segment, kind = Segment(self, self.first()), ROLL
        while kind == ROLL:
            try:
                kind = yield from segment.payloads()
                segment = Segment(self, segment.number + 1) if kind == ROLL else segment
            except Damage:
                if not segment.is_overtaken():
                    raise
                lost_from, segment = segment.position(), Segment(self, self.first())
                print(f"{self.directory}: lost {segment.position() - lost_from} bytes", file=sys.stderr)
        none_behind = self.slots or max(self.numbers()) <= segment.number + 1
        segment.require(none_behind or segment.word(), "the stream ends here, but more than one segment follows")

class Segment:
    def __init__(self, channel, number):
        self.channel, self.number, self.offset, self.path = channel, number, 0, channel.path_of(number)
        self.start = 4096 + (channel.size // 65536 * 8 + 4095) // 4096 * 4096

    def open(self):
        self.view = map_file(self.path, self.start + self.channel.size, b"SHMJSEG\0")
        self.words = self.view.cast("Q")  # loads 8 bytes at once
        require(self.view[24:1020] == self.channel.common, self.path, 24, "header block is not the control file's")
        stored_number, epoch, check = self.words[128:131]
        require(check == crc32c(struct.pack("<QQ", stored_number, epoch)), self.path, 1040, "wrong number check")
        require(stored_number == self.number, self.path, 1024, "number is not that in the file's name")
        self.salt = fmix64(self.channel.instance ^ fmix64(self.number ^ fmix64(epoch)))

    def is_overtaken(self):
        """Whether another segment may stand here: asked behind what was loaded, and before it is believed."""
        return self.channel.slots and self.channel.first() > self.number

    def position(self):
        return self.number * self.channel.size + self.offset
    def word(self):
        return self.words[(self.start + self.offset) // 8]
    def require(self, holds, what):
        require(holds, self.path, self.start + self.offset, what)

    def payloads(self):
        """Yields the payloads up to the end of the segment's records, and returns the kind of the word there."""
        self.open()
        while True:
            word = self.word()
            kind, length = word >> 28 & 15, word & (1 << 28) - 1
            content = bytes(self.content(kind, length)) if word else b""
            self.require(not self.is_overtaken(), "recycled")
            if word:
                self.verify(word, kind, content)
            if kind in (0, ROLL, CLAIMED, END):
                return kind
            if kind == DATA:
                yield content[len(content) - length:]
            self.offset += 8 + (len(content) + 7 & ~7)

    def content(self, kind, length):
        """All that is between the word and the zeros, once kind, length and bounds are known to be good."""
        self.require(DATA <= kind <= END, f"unknown kind {kind}")
        no_length = kind in (HEARTBEAT, ROLL, CLOSE, END)
        good = length <= self.channel.max_length if kind == DATA else length == 0 if no_length else length % 8 == 0
        self.require(good, f"bad length {length} of kind {kind}")
        end = self.offset + 8 + length + (8 if kind == DATA and self.channel.flags & TIMESTAMPS else 0)
        self.require(end <= self.channel.size - FREE_BEHIND.get(kind, 16), "reaches too far")
        return self.view[self.start + self.offset + 8:self.start + end]

    def verify(self, word, kind, content):
        check = ((self.salt ^ (self.offset << 32 | word & 0xFFFFFFFF)) * 0x9E3779B97F4A7C15 & MASK) >> 32
        summed = kind == DATA and self.channel.flags & CHECKSUMS
        self.require(word >> 32 == check ^ (crc32c(content) if summed else 0), "wrong check")

if len(sys.argv) != 2 or not os.path.lexists(os.path.join(sys.argv[1], "channel.ctl")):
    sys.exit("usage: reader.py CHANNEL_DIRECTORY, in which there is a channel.ctl")
signal.signal(signal.SIGPIPE, signal.SIG_DFL)
try:
    channel = Channel(sys.argv[1])
    for payload in channel.payloads():
        if channel.format_id == TEXT:
            payload = payload[:-2] if payload.endswith(b"\n\0") else payload + b"\n"
        sys.stdout.buffer.write(payload)
except Damage as damage:
    print(damage, file=sys.stderr)
    sys.exit(4)
