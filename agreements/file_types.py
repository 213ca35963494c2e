"""What is a file by its content, and may it be put on file?

The content decides; the name must say the same. What is not one of the types below, what is two
things at once, locked, cut off or would burst when unpacked is refused with the reason. Pure:
nothing is stored, and never more than `MOST_UNPACKED` bytes of an archive are unpacked.
"""

from __future__ import annotations

import codecs
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django_stubs_ext import StrOrPromise

HEAD = 4096
CHUNK = 64 * 1024
MOST_UNPACKED = 250_000_000
MOST_ENTRIES = 10_000


@dataclass(frozen=True, slots=True, eq=False)
class FileType:
    """One of the types that are taken: what it is called, how names end, what a browser is told."""

    label: StrOrPromise
    endings: tuple[str, ...]
    content_type: str


PDF = FileType("PDF", (".pdf",), "application/pdf")
OOXML = "application/vnd.openxmlformats-officedocument."
ODF = "application/vnd.oasis.opendocument."
DOCX = FileType("Word (docx)", (".docx",), f"{OOXML}wordprocessingml.document")
XLSX = FileType("Excel (xlsx)", (".xlsx",), f"{OOXML}spreadsheetml.sheet")
PPTX = FileType("PowerPoint (pptx)", (".pptx",), f"{OOXML}presentationml.presentation")
ODT = FileType("OpenDocument (odt)", (".odt",), f"{ODF}text")
ODS = FileType("OpenDocument (ods)", (".ods",), f"{ODF}spreadsheet")
PNG = FileType("PNG", (".png",), "image/png")
JPEG = FileType("JPEG", (".jpg", ".jpeg"), "image/jpeg")
TIFF = FileType("TIFF", (".tif", ".tiff"), "image/tiff")
TXT = FileType(gettext_lazy("text"), (".txt",), "text/plain; charset=utf-8")
CSV = FileType("CSV", (".csv",), "text/csv; charset=utf-8")
EML = FileType(gettext_lazy("e-mail (eml)"), (".eml",), "message/rfc822")
MSG = FileType("Outlook (msg)", (".msg",), "application/vnd.ms-outlook")

TAKEN = (PDF, DOCX, XLSX, PPTX, ODT, ODS, PNG, JPEG, TIFF, TXT, CSV, EML, MSG)
ENDINGS = {ending: known for known in TAKEN for ending in known.endings}


class Unacceptable(ValueError):
    """Why a file is not taken, in the reader's language."""

    def __init__(self, message: StrOrPromise) -> None:
        super().__init__(message)
        self.message = message


def type_of(content: IO[bytes], name: str) -> FileType:
    """The type of this file, or `Unacceptable`; `name` must end as the content is."""
    content.seek(0)
    head = content.read(HEAD)
    if not head:
        raise Unacceptable(_("The file is empty."))
    found = _by_content(content, head)
    ending = PurePosixPath(name.lower()).suffix
    named = ENDINGS.get(ending)
    if named in found:
        return named
    if named is None:
        raise Unacceptable(
            _("Files whose name ends in “%(ending)s” are not taken. %(taken)s")
            % {"ending": ending or "…", "taken": what_is_taken()}
        )
    raise Unacceptable(
        _("The name says %(named)s, but the content is %(found)s.")
        % {"named": named.label, "found": found[0].label}
    )


def what_is_taken() -> str:
    return _("Taken are %(types)s.") % {"types": ", ".join(ENDINGS)}


# ---------------------------------------------------------------- by content
WEB = gettext_lazy("a web page, drawing or script that can do things")
PROGRAM = gettext_lazy("a program")
OLD_OFFICE = gettext_lazy("an older Office file; save it as docx, xlsx, pptx or PDF")

FOREIGN: tuple[tuple[bytes, StrOrPromise], ...] = (
    (b"MZ", PROGRAM),
    (b"\x7fELF", PROGRAM),
    (b"\xca\xfe\xba\xbe", PROGRAM),
    (b"\xcf\xfa\xed\xfe", PROGRAM),
    (b"#!", PROGRAM),
    (b"L\0\0\0\x01\x14\x02\0", gettext_lazy("a shortcut that can start something")),
    (b"{\\rtf", "RTF"),
    (b"GIF8", "GIF"),
    (b"Rar!", gettext_lazy("an archive")),
    (b"7z\xbc\xaf", gettext_lazy("an archive")),
    (b"\x1f\x8b", gettext_lazy("an archive")),
)
"""What other files begin with, so that the refusal can name it."""

MARKUP = re.compile(rb"\s*<[!?/a-z]", re.IGNORECASE)
MAIL_HEADER = re.compile(rb"[!-9;-~]+:[ \t]?[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n")
BEGINNINGS = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"II*\0", TIFF),
    (b"MM\0*", TIFF),
)
WHOLE = {PDF: b"%%EOF", PNG: b"\0\0\0\0IEND\xaeB`\x82"}
"""What stands at the end of a whole file, and in how many bytes; telephones append to a JPEG."""
ENDS_WITHIN = {PDF: 2048, PNG: 12}
PDF_BEGINS_WITHIN = 1024  # for the programs that open it
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OUTLOOK = "__properties_version1.0".encode("utf-16-le")


def _by_content(content: IO[bytes], head: bytes) -> tuple[FileType, ...]:
    """What it may be: one type, or of plain text several."""
    if head.startswith(b"PK\x03\x04"):
        return (_in_archive(content),)
    if _ends_as_archive(content):
        raise Unacceptable(_("The file is two things at once: an archive is hidden in it."))
    if b"%PDF-" in head[1:PDF_BEGINS_WITHIN]:
        raise Unacceptable(_("The file is two things at once: a PDF is hidden in it."))
    for beginning, known in BEGINNINGS:
        if head.startswith(beginning):
            if known in WHOLE and WHOLE[known] not in _tail(content, ENDS_WITHIN[known]):
                raise _cut_off()
            return (known,)
    if head.startswith(OLE):
        if any(OUTLOOK in piece for piece in _pieces(content, overlap=len(OUTLOOK))):
            return (MSG,)
        raise _not_taken(OLD_OFFICE)
    return _in_text(content, head)


def _ends_as_archive(content: IO[bytes]) -> bool:
    try:
        return zipfile.is_zipfile(content)
    except zipfile.BadZipFile:  # one that goes on over several disks
        return True


def _cut_off() -> Unacceptable:
    return Unacceptable(
        _("The file is damaged: its end is missing, or something is appended to it.")
    )


def _not_taken(what: StrOrPromise) -> Unacceptable:
    return Unacceptable(
        _("The content is %(what)s. %(taken)s") % {"what": what, "taken": what_is_taken()}
    )


def _tail(content: IO[bytes], size: int) -> bytes:
    length = content.seek(0, 2)
    content.seek(max(length - size, 0))
    return content.read(size)


def _pieces(content: IO[bytes], overlap: int = 0) -> Iterator[bytes]:
    """The content in pieces, each beginning with the last `overlap` bytes of the one before."""
    content.seek(0)
    before = b""
    while chunk := content.read(CHUNK):
        yield before + chunk
        before = chunk[-overlap:] if overlap else b""


# ---------------------------------------------------------------- text
def _in_text(content: IO[bytes], head: bytes) -> tuple[FileType, ...]:
    for beginning, what in FOREIGN:
        if head.startswith(beginning):
            raise _not_taken(what)
    if MARKUP.match(head.removeprefix(codecs.BOM_UTF8)):
        raise _not_taken(WEB)
    is_mail = _is_mail(head)
    if _is_utf8(content):
        return (EML, TXT, CSV) if is_mail else (TXT, CSV)
    if is_mail and not any(b"\0" in piece for piece in _pieces(content)):
        return (EML,)
    raise Unacceptable(
        _("What kind of file this is cannot be told. Text must be saved as UTF-8. %(taken)s")
        % {"taken": what_is_taken()}
    )


def _is_mail(head: bytes) -> bool:
    names = set()
    position = 0
    while found := MAIL_HEADER.match(head, position):
        names.add(found[0].partition(b":")[0].lower())
        position = found.end()
    return b"from" in names and bool(names & {b"date", b"to", b"subject", b"message-id"})


def _is_utf8(content: IO[bytes]) -> bool:
    """Is it all UTF-8 without control characters other than those of lines and pages?"""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for piece in _pieces(content):
            if NOT_TEXT.search(decoder.decode(piece)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


NOT_TEXT = re.compile(r"[\0-\x08\x0b\x0e-\x1f\x7f]")


# ---------------------------------------------------------------- archives
OFFICE = (
    (b"wordprocessingml.document.main+xml", DOCX),
    (b"spreadsheetml.sheet.main+xml", XLSX),
    (b"presentationml.presentation.main+xml", PPTX),
)
OPEN = {known.content_type.encode(): known for known in (ODT, ODS)}
MACROS = re.compile(r"(^|/)(vbaProject\.bin|Basic/|Scripts/)", re.IGNORECASE)
LOCKED = 0x1
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, OSError)
ENTRY = b"PK\x01\x02"
PACKINGS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # as Office packs
TOO_LARGE = gettext_lazy("Unpacked the file would be far too large.")


def _in_archive(content: IO[bytes]) -> FileType:
    """Office files are archives: read their directory, then unpack all within bounds."""
    if sum(piece.count(ENTRY) for piece in _pieces(content, overlap=len(ENTRY) - 1)) > MOST_ENTRIES:
        raise Unacceptable(TOO_LARGE)  # counted first: to read that many entries takes seconds
    try:
        with zipfile.ZipFile(content) as archive:
            return _read_archive(archive)
    except Unacceptable:
        raise
    except BROKEN as error:
        raise _cut_off() from error


def _read_archive(archive: zipfile.ZipFile) -> FileType:
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise Unacceptable(TOO_LARGE)
    if any(entry.compress_type not in PACKINGS for entry in entries):
        raise _not_taken(_("an archive"))
    if any(entry.flag_bits & LOCKED for entry in entries):
        raise Unacceptable(_("The file is locked with a password. File it without."))
    if not entries or len(set(names)) < len(names) or any(map(_leads_out, names)):
        raise _cut_off()
    if archive.comment or min(entry.header_offset for entry in entries):
        raise _cut_off()
    known = _office_type(archive, names)
    if any(map(MACROS.search, names)):
        raise Unacceptable(_("The file contains macros, which are programs. Save it without."))
    if archive.testzip() is not None:  # unpacks everything and compares checksums
        raise _cut_off()
    return known


def _leads_out(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or ":" in name


def _office_type(archive: zipfile.ZipFile, names: list[str]) -> FileType:
    told = "mimetype" if names[0] == "mimetype" else "[Content_Types].xml"
    if told not in names:
        raise _not_taken(_("an archive"))
    with archive.open(told) as file:
        says = file.read(1_000_000)
    if told == "mimetype" and says in OPEN:
        return OPEN[says]
    if b"macroEnabled" in says:
        raise Unacceptable(_("The file contains macros, which are programs. Save it without."))
    for words, known in OFFICE:
        if words in says:
            return known
    raise _not_taken(_("an archive"))
