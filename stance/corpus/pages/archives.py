"""A page that a browser saved as one archive (MHTML) -> the HTML inside it."""

import re
from email import message_from_bytes
from email.message import Message

_HEAD = 4000  # bytes in which an archive says what it is
_ARCHIVE = re.compile(rb"^content-type:\s*multipart/related", re.IGNORECASE | re.MULTILINE)


def unpack(data: bytes) -> bytes:
    r"""The first HTML part of an archive; any other bytes as they are.

    Examples
    --------
    >>> unpack(b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n"
    ...        b"--x\r\nContent-Type: text/html\r\n\r\n<p>Isi</p>\r\n--x--\r\n")
    b'<p>Isi</p>'
    >>> unpack(b"Teks biasa")
    b'Teks biasa'
    """
    head = data[:_HEAD]
    if b"\n" not in head or not _ARCHIVE.search(head) or b"mime-version:" not in head.lower():
        return data
    for part in message_from_bytes(data).walk():
        if part.get_content_type() == "text/html" and (held := _payload(part)):
            return held
    return data


def _payload(part: Message) -> bytes:
    held = part.get_payload(decode=True)
    return held if isinstance(held, bytes) else b""
