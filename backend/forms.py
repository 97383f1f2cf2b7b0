"""A file in a form: what browsers and phones send as `multipart/form-data`, read as it comes, with exactly one part."""

from __future__ import annotations

from collections.abc import AsyncIterator

from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

from contract.errors import Code, Refused

FORM = "multipart/form-data"
AROUND = 65_536
"""Most bytes of a form beside its file: boundaries, the head of the part, what is before and after."""
_HEAD_LINE, _HEAD_LINES, _LONGEST_BOUNDARY = 4096, 8, 70  # the last is RFC 2046's


def is_form(content_type: str) -> bool:
    """Whether a body is a form, by its `Content-Type`."""
    return content_type.partition(";")[0].strip().lower() == FORM


class Form:
    """`blocks` is the file; `name` is what its sender calls it, known from the first block on."""

    def __init__(self, body: AsyncIterator[bytes], content_type: str) -> None:
        """Refused(malformed) without a usable boundary."""
        self.name = ""
        self._body = body
        boundary = parse_options_header(content_type)[1].get("boundary", "")
        if not 0 < len(boundary) <= _LONGEST_BOUNDARY or not boundary.isascii() or not boundary.isprintable():
            raise Refused(
                Code.MALFORMED, field="Content-Type", reason="a form needs a boundary of at most 70 characters"
            )
        # Not strict: what may stand before and after the parts (RFC 2046, 5.1.1) is passed over, and bounded by us.
        self._parser = PushMultipartParser(
            boundary, max_header_size=_HEAD_LINE, max_header_count=_HEAD_LINES, max_segment_count=1
        )

    async def blocks(self) -> AsyncIterator[bytes]:
        """The content. Refused(malformed) for anything but one whole part with a file."""
        read = passed = files = 0
        try:
            async for chunk in self._body:
                read += len(chunk)
                for event in self._parser.parse(chunk) if chunk else ():
                    if isinstance(event, MultipartSegment):
                        self._begin(event)
                        files += 1
                    elif event is not None:
                        passed += len(event)
                        yield bytes(event)
                if read - passed > AROUND:
                    raise _malformed("too much around the file")
            self._parser.close()
        except (MultipartError, UnicodeError) as fault:
            raise _malformed(str(fault)[:120]) from fault
        if not files:
            raise _malformed("no file in it")

    def _begin(self, part: MultipartSegment) -> None:
        if part.disposition != "form-data" or part.filename is None:
            raise _malformed("its only part is the file; kind and name stand in the address")
        self.name = part.filename


def _malformed(why: str) -> Refused:
    return Refused(Code.MALFORMED, field="$", reason=f"no form with one file: {why}")
