"""What can be seen of a file without opening it elsewhere."""

from __future__ import annotations

from conversations.models import Attachment

LINES_AT_MOST = 4
BYTES_READ = 2048
# Named by its byte order mark, else UTF-8; what is neither is what old tools on Windows write.
ENCODINGS = ("utf-8-sig", "cp1252")


def first_lines(attachment: Attachment) -> tuple[list[str], bool]:
    """The first lines of a text file, as far as a glance goes, and whether there is more."""
    with attachment.file.open("rb") as file:
        head = file.read(BYTES_READ)
    lines = _decoded(head, is_cut=attachment.size > len(head)).splitlines()
    return lines[:LINES_AT_MOST], len(lines) > LINES_AT_MOST or attachment.size > len(head)


def _decoded(head: bytes, *, is_cut: bool) -> str:
    # The cut may go through a character: of UTF-8, at most three bytes of it are there.
    ends = range(len(head), max(len(head) - 4, 0), -1) if is_cut else [len(head)]
    for end in ends:
        try:
            return head[:end].decode(ENCODINGS[0])
        except UnicodeDecodeError:
            continue
    return head.decode(ENCODINGS[1], errors="replace")
