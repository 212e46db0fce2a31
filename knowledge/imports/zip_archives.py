"""A zip of files, opened as something that a stranger packed."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from knowledge.imports.entries import FILE_MAX_BYTES
from knowledge.services.errors import ContentRefused

FILES_AT_MOST = 500
UNPACKED_MAX_BYTES = 50_000_000
# Prose packs to a third or a tenth of its size. What packs to less than a hundredth is made to fill a disk.
RATIO_AT_MOST = 100
RATIO_COUNTS_FROM = 100_000

_ENCRYPTED = 0x1
_UNIX = 3
_IGNORED = {"__MACOSX", "Thumbs.db"}

Member = tuple[str, bytes | ContentRefused]


def members_of(data: bytes) -> Iterator[Member]:
    """Each file's name, and its bytes or why it is not read. Nothing is written anywhere.

    Raises ContentRefused for an archive that is none, too large, or built to do harm.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OverflowError) as error:
        raise ContentRefused(_("This is not a zip archive, or it is damaged.")) from error
    with archive:
        files = [info for info in archive.infolist() if not info.is_dir() and not _is_ignored(info)]
        _check_whole(files)
        for info in files:
            yield info.filename, _read(archive, info)


def _is_ignored(info: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(info.filename).parts
    return bool(parts) and (
        parts[0] in _IGNORED
        or parts[-1] in _IGNORED
        or parts[-1].startswith("._")
        or parts[-1] == ".DS_Store"
    )


def _check_whole(files: list[zipfile.ZipInfo]) -> None:
    if not files:
        raise ContentRefused(_("There is no file in this archive."))
    if len(files) > FILES_AT_MOST:
        raise ContentRefused(
            _("The archive has %(count)d files; at most %(most)d can be imported at once.")
            % {"count": len(files), "most": FILES_AT_MOST}
        )
    if sum(info.file_size for info in files) > UNPACKED_MAX_BYTES:
        raise ContentRefused(
            _("Unpacked, the archive has more than %(most)d MB.") % {"most": UNPACKED_MAX_BYTES // 1_000_000}
        )
    for info in files:
        _check_name(info)
        if info.file_size > RATIO_COUNTS_FROM and info.file_size > RATIO_AT_MOST * max(info.compress_size, 1):
            raise ContentRefused(
                _("“%(name)s” unpacks to more than %(times)d times its size. No text does that.")
                % {"name": info.filename[:200], "times": RATIO_AT_MOST}
            )


def _check_name(info: zipfile.ZipInfo) -> None:
    # As it stands in the archive: zipfile itself cuts names at a NUL.
    name = info.orig_filename.replace("\\", "/")
    if name.startswith("/") or name[1:2] == ":" or ".." in PurePosixPath(name).parts or "\x00" in name:
        raise ContentRefused(
            _("“%(name)s” leads out of the archive. Pack the files anew.") % {"name": info.filename[:200]}
        )
    if info.create_system == _UNIX and stat.S_ISLNK(info.external_attr >> 16):
        raise ContentRefused(
            _("“%(name)s” is a link, not a file. Pack the files themselves.") % {"name": info.filename[:200]}
        )


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes | ContentRefused:
    if info.flag_bits & _ENCRYPTED:
        return ContentRefused(_("It is encrypted. Pack it without a password."))
    if info.file_size > FILE_MAX_BYTES:
        return too_large(FILE_MAX_BYTES)
    try:
        with archive.open(info) as file:
            return file.read(FILE_MAX_BYTES)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        return ContentRefused(_("It is damaged, or packed in a way that can't be read."))


def too_large(most: int) -> ContentRefused:
    return ContentRefused(_("It is larger than %(most)d MB.") % {"most": most // 1_000_000})
