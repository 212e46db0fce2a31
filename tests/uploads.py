"""Files for tests of uploads, and what is refused of them."""

from __future__ import annotations

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
)
THIRTY_MEGABYTES = 30 * 2**20

# Each with its content, made when it is needed, and why it is refused.
REFUSED = [
    ("big.txt", lambda: b"x" * THIRTY_MEGABYTES, "has 30.0 MB; at most 20 MB fit"),
    ("tool.exe", lambda: b"MZ\x90", "not a file of a type that can be sent. These can: csv, docx"),
    ("cat.png", lambda: b"<script>alert(1)</script>", "not a file of a type"),
    ("empty.txt", lambda: b"", "is empty"),
]
