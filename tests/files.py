"""Small files of every type that is taken, and hostile ones that pretend to be."""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile

OOXML = {
    "docx": "wordprocessingml.document",
    "xlsx": "spreadsheetml.sheet",
    "pptx": "presentationml.presentation",
}
ODF = {"odt": "text", "ods": "spreadsheet"}


def pdf(words: str = "Aftale") -> bytes:
    return f"%PDF-1.4\n1 0 obj <</Title ({words})>> endobj\ntrailer <<>>\n%%EOF\n".encode()


def archive(entries: dict[str, bytes], *, comment: bytes = b"") -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in entries.items():
            file.writestr(name, content)
        file.comment = comment
    return made.getvalue()


def office(kind: str = "docx", more: dict[str, bytes] | None = None) -> bytes:
    main = f"application/vnd.openxmlformats-officedocument.{OOXML[kind]}.main+xml"
    types = f'<Types><Override ContentType="{main}"/></Types>'.encode()
    return archive({"[Content_Types].xml": types, "word/document.xml": b"<w/>", **(more or {})})


def open_document(kind: str = "odt", more: dict[str, bytes] | None = None) -> bytes:
    told = f"application/vnd.oasis.opendocument.{ODF[kind]}".encode()
    return archive({"mimetype": told, "content.xml": b"<office/>", **(more or {})})


def png() -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        checked = zlib.crc32(name + data)
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", checked)

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    picture = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + picture + chunk(b"IEND", b"")


def mail(body: bytes = b"Hej\r\n") -> bytes:
    return b"From: kultur@example.gl\r\nTo: aalborg@example.dk\r\nSubject: Aftalen\r\n\r\n" + body


JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\0" * 40 + b"\xff\xd9"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
OUTLOOK = OLE + "__properties_version1.0".encode("utf-16-le") + b"\0" * 40
PROGRAM = b"MZ\x90\0\x03\0\0\0" + b"\0" * 200

TAKEN: dict[str, tuple[bytes, str]] = {
    "aftale.pdf": (pdf(), "application/pdf"),
    "notat.docx": (office("docx"), "wordprocessingml.document"),
    "budget.xlsx": (office("xlsx"), "spreadsheetml.sheet"),
    "oplæg.pptx": (office("pptx"), "presentationml.presentation"),
    "notat.odt": (open_document("odt"), "opendocument.text"),
    "budget.ods": (open_document("ods"), "opendocument.spreadsheet"),
    "side.png": (png(), "image/png"),
    "side.jpg": (JPEG, "image/jpeg"),
    "SIDE.JPEG": (JPEG, "image/jpeg"),
    "side.tif": (b"II*\0\x08\0\0\0", "image/tiff"),
    "side.tiff": (b"MM\0*\0\0\0\x08", "image/tiff"),
    "notat.txt": ("Borgmestrene mødtes på Grønland".encode(), "text/plain; charset=utf-8"),
    "grønlandsk.txt": (b"\xef\xbb\xbfKalaallisut: isumaqatigiissut", "text/plain; charset=utf-8"),
    "liste.csv": (b"by;land\nAalborg;DK\n", "text/csv; charset=utf-8"),
    "svar.eml": (mail(), "message/rfc822"),
    "gammelt svar.eml": (mail("Kære alle på Sjælland".encode("latin-1")), "message/rfc822"),
    "svar gemt som tekst.txt": (mail(), "text/plain; charset=utf-8"),
    "svar.msg": (OUTLOOK, "application/vnd.ms-outlook"),
}
"""Name: content, and a part of the content type that it gets."""


def telling(size: int) -> bytes:
    """An archive whose directory tells a size for an entry of a million bytes."""
    whole = bytearray(office("docx", {"word/media/1.bmp": b"\0" * 1_000_000}))
    true = struct.pack("<I", 1_000_000)
    while (at := whole.find(true)) >= 0:
        whole[at : at + 4] = struct.pack("<I", size)
    return bytes(whole)


def locked() -> bytes:
    """The flag that says that its first entry is locked with a password."""
    whole = bytearray(office("docx"))
    whole[whole.find(b"PK\x01\x02") + 8] |= 1
    return bytes(whole)


def packed(method: int, spoilt: int = 0) -> bytes:
    """A Word file packed in another way than Office does; `spoilt` bytes of the packing are."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", method) as file:
        file.writestr("[Content_Types].xml", b"wordprocessingml.document.main+xml" * 50)
    whole, begins = bytearray(made.getvalue()), 30 + len("[Content_Types].xml") + 4
    whole[begins : begins + spoilt] = b"\xff" * spoilt
    return bytes(whole)


def crowded(entries: int) -> bytes:
    """An archive of that many empty entries, whose directory is broken at its end."""
    name, local = b"a" * 6, b"PK\3\4" + b"\0" * 22 + struct.pack("<HH", 6, 0)
    entry = b"PK\1\2" + b"\0" * 24 + struct.pack("<H", 6) + b"\0" * 16 + name
    directory = entry * entries + b"PK\0\0" + b"\0" * 42
    first = local + name
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 9, 9, len(directory), len(first), 0)
    return first + directory + end


SPANNING = (
    b"PK\6\6" + b"a" * 52 + struct.pack("<4sLQL", b"PK\6\7", 0, 0, 5)
    + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, 10, 0, 0)
)  # fmt: skip
"""The end of an archive that says that it goes on over five disks."""

HOSTILE: dict[str, tuple[str, bytes, str]] = {
    "nothing": ("aftale.pdf", b"", "is empty"),
    "a program named as a PDF": ("aftale.pdf", PROGRAM, "a program"),
    "a Linux program": ("aftale.pdf", b"\x7fELF" + b"\0" * 99, "a program"),
    "a script": ("notat.txt", b"#!/bin/sh\nrm -rf /\n", "a program"),
    "a program by its own name": ("setup.exe", PROGRAM, "a program"),
    "a web page as text": ("notat.txt", b"<!DOCTYPE html><script>alert(1)</script>", "a web page"),
    "a web page as a PDF": ("aftale.pdf", b"\n <html><body>", "a web page"),
    "a web page after a comment": ("notat.txt", b"<!-- hej --><script>1</script>", "a web page"),
    "a drawing that runs": ("logo.svg", b"<svg onload='alert(1)'/>", "a web page"),
    "a drawing as a picture": ("logo.png", b'<?xml version="1.0"?><svg/>', "a web page"),
    "a drawing with a mark before": ("logo.txt", b"\xef\xbb\xbf<svg/>", "a web page"),
    "a picture named as a PDF": ("aftale.pdf", png(), "The name says PDF, but the content is PNG"),
    "a sheet named as a letter": ("notat.docx", office("xlsx"), "but the content is Excel"),
    "a PDF named as text": ("notat.txt", pdf(), "but the content is PDF"),
    "a PDF named as a page": ("aftale.html", pdf(), "ends in “.html”"),
    "a PDF without an ending": ("aftale", pdf(), "are not taken"),
    "two endings": ("aftale.pdf.exe", pdf(), "ends in “.exe”"),
    "a PDF with an archive behind": ("a.pdf", pdf() + archive({"a": b"b"}), "two things at once"),
    "a picture with an archive behind": ("a.jpg", JPEG + archive({"a": b"b"}), "two things"),
    "a picture with a PDF inside": ("a.jpg", JPEG[:20] + pdf() + JPEG[20:], "a PDF is hidden"),
    "a picture with a tail": ("a.png", png() + b"<script>", "something is appended"),
    "half a PDF": ("a.pdf", pdf()[:20], "its end is missing"),
    "half an office file": ("a.docx", office()[:-30], "damaged"),
    "an archive": ("a.docx", archive({"evil.exe": PROGRAM}), "an archive"),
    "an archive with a program before": ("a.docx", PROGRAM + office(), "two things at once"),
    "a tail in the comment": (
        "a.docx",
        archive({"[Content_Types].xml": b"wordprocessingml.document.main+xml"}, comment=b"%PDF-"),
        "damaged",
    ),
    "a text with an archive of five disks": ("a.txt", b"hej " * 30 + SPANNING, "two things"),
    "an archive of five disks": ("a.docx", office()[:-22] + SPANNING, "damaged"),
    "a rare packing": ("a.docx", packed(zipfile.ZIP_LZMA), "an archive"),
    "a rare packing that is spoilt": ("a.docx", packed(zipfile.ZIP_LZMA, 5), "an archive"),
    "another rare packing": ("a.docx", packed(zipfile.ZIP_BZIP2), "an archive"),
    "entries without end": ("a.docx", crowded(200_000), "far too large"),
    "a path that leads out": ("a.docx", office("docx", {"../../etc/passwd": b"x"}), "damaged"),
    "a path of Windows": ("a.docx", office("docx", {"C:\\evil.exe": b"x"}), "damaged"),
    "macros": ("a.docx", office("docx", {"word/vbaProject.bin": b"x"}), "macros"),
    "macros of another office": ("a.odt", open_document("odt", {"Basic/x.xml": b"x"}), "macros"),
    "what would burst": ("a.docx", telling(300_000_000), "far too large"),
    "a directory that lies": ("a.docx", telling(10), "damaged"),
    "a lock": ("a.docx", locked(), "locked with a password"),
    "an old office file": ("a.doc", OLE, "an older Office file"),
    "an old office file as a mail": ("a.msg", OLE, "an older Office file"),
    "text of another age": ("a.txt", "på".encode("latin-1"), "saved as UTF-8"),
    "text with a nought": ("a.csv", b"a;b\0c", "saved as UTF-8"),
    "rich text": ("a.txt", b"{\\rtf1 hej}", "RTF"),
    "a moving picture": ("a.png", b"GIF89a" + b"\0" * 9, "GIF"),
    "a shortcut": ("a.pdf", b"L\0\0\0\x01\x14\x02\0" + b"\0" * 9, "a shortcut"),
}
"""What is wrong: name, content, and words of the refusal."""


def uploaded(name: str = "aftale.pdf", content: bytes | None = None) -> SimpleUploadedFile:
    """As a browser sends it; what the browser says of its type is never believed."""
    return SimpleUploadedFile(name, pdf() if content is None else content, "text/html")
