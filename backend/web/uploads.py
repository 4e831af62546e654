"""A form with one file, as browsers send it. The file's name and the type somebody claims are left where they are."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from backend.content.recordings import LARGEST
from backend.web.security import FORM_LIMIT, read_form
from flows.errors import LotseError

#: Bytes: the largest file, and the fields beside it.
UPLOAD_LIMIT = LARGEST + FORM_LIMIT
FIELDS = 10


class _InMemory(MultiPartParser):
    """No file of ours goes through a temporary folder."""

    spool_max_size = UPLOAD_LIMIT


async def read_upload(request: Request) -> tuple[dict[str, str], bytes]:
    """The fields, and the bytes of the one file; none where no file was sent. Raises LotseError wire.invalid,
    recording.large.
    """
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        return await read_form(request), b""
    parser = _InMemory(request.headers, _limited(request), max_files=1, max_fields=FIELDS, max_part_size=FORM_LIMIT)
    try:
        form = await parser.parse()
    except (MultiPartException, ValueError) as error:
        raise LotseError("wire.invalid") from error
    fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
    files = [value for value in form.values() if isinstance(value, UploadFile)]
    content = await files[0].read() if files else b""
    await form.close()
    return fields, content


async def _limited(request: Request) -> AsyncGenerator[bytes, None]:
    """What is too large is read to its end, so that the browser hears why, but not kept."""
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= UPLOAD_LIMIT:
            yield chunk
        elif size > 20 * UPLOAD_LIMIT:
            break
    if size > UPLOAD_LIMIT:
        raise LotseError("recording.large", limit=LARGEST)
