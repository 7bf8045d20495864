"""Which letters the bytes of a text file stand for, and the digest by which the file is known again."""

import codecs
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from charset_normalizer import from_bytes

CHUNK = 1 << 20
SAMPLE = 1 << 16
DIGEST_BYTES = 16
FALLBACK = "cp1252"  # what older programs of offices write on Windows
PLAUSIBLE = [FALLBACK, "utf_16_le", "utf_16_be"]
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec's name without byte order mark, and the mark the file begins with."""

    codec: str
    mark: bytes = b""

    @property
    def errors(self) -> str:
        """How bytes that mean nothing survive reading and writing; UTF-16 has no way for it."""
        return "strict" if self.codec.startswith("utf-16") else "surrogateescape"

    def encode(self, text: str) -> bytes:
        """The bytes of the text, the very same for text that was read from the file."""
        return text.encode(self.codec, self.errors)


def digest_of(path: Path) -> bytes:
    """What tells the content of a file from any other."""
    digest = hashlib.blake2b(digest_size=DIGEST_BYTES)
    for chunk in _chunks(path):
        digest.update(chunk)
    return digest.digest()


def encoding_of(path: Path, *, declared: str | None = None) -> Encoding:
    """The encoding of a text file: the declared one, that of its mark, UTF-8 if all of it is, else the likeliest."""
    with path.open("rb") as file:
        start = file.read(len(codecs.BOM_UTF8))
    mark, codec = next(((mark, codec) for mark, codec in MARKS if start.startswith(mark)), (b"", None))
    if declared is not None:
        return Encoding(_without_mark(declared), mark if _without_mark(declared) == codec else b"")
    return Encoding(codec or _likeliest(path), mark)


def _likeliest(path: Path) -> str:
    # The first letter beyond ASCII may stand anywhere, so a sample from the start proves nothing of UTF-8.
    decoder = codecs.getincrementaldecoder("utf-8")()
    odd: bytes | None = None
    for chunk in _chunks(path):
        if b"\0" in chunk:
            odd = chunk[:SAMPLE]
            break
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError as problem:
            odd = bytes(problem.object[max(0, problem.start - SAMPLE) : problem.start + SAMPLE])
            break
    if odd is None:
        return "utf-8"
    best = from_bytes(odd, cp_isolation=PLAUSIBLE).best()
    return FALLBACK if best is None else best.encoding.replace("_", "-")


def _without_mark(codec: str) -> str:
    name = codecs.lookup(codec).name
    return {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(name, name)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk
