"""Open the ZIP archives that .docx and .epub files are, without trusting what they say of size."""

from io import BytesIO
from zipfile import BadZipFile, ZipFile

from retrieval.articles.limits import Limits
from retrieval.errors import ArticleError

_MAX_MEMBERS = 10_000


def unpack(data: bytes, limits: Limits, kind: str) -> ZipFile:
    """The archive, once its members are known to stay within the limits. Raises `ArticleError`.

    zipfile never gives more of a member than the directory announces, so the sum of what is
    announced bounds what can come out.
    """
    try:
        archive = ZipFile(BytesIO(data))
    except BadZipFile as error:
        raise ArticleError(f"is not {kind} file, or is cut off") from error
    members = archive.infolist()
    if len(members) > _MAX_MEMBERS:
        raise ArticleError(f"holds {len(members)} files; at most {_MAX_MEMBERS} are unpacked")
    size = sum(member.file_size for member in members)
    if size > limits.unpacked_bytes:
        raise ArticleError(
            f"unpacks to {size / 1e6:.0f} MB; at most {limits.unpacked_bytes / 1e6:.0f} MB are read"
        )
    return archive
