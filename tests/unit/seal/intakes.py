"""Small synthetic intakes for the tests of seal, load and audit."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

LIST = "姓名,手机号,学校\n王一,16400000001,宁波市第1小学\n李二,16400000002,宁波市第2小学\n"
HEAD = "file,kind,case_id,holder,obtained_at,officer,note,sha256\n"


def manifest(*rows: str) -> str:
    """A manifest of rows ``file,kind,holder``."""
    lines = [f"{file},{kind},C-1,{holder},2016-05-30T22:35:27,,," for file, kind, holder in (r.split(",") for r in rows)]
    return HEAD + "\n".join(lines) + "\n"


def folder(path: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write an intake folder."""
    for name, content in files.items():
        target = path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def zipped(files: Mapping[str, str | bytes], gbk: bool = False) -> bytes:
    """A zip; with ``gbk`` the names are GBK bytes without the UTF-8 flag, as old Chinese tools write them."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name if not gbk else "x" * len(name.encode("gbk")))
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)
    data = buffer.getvalue()
    for name in files if gbk else ():
        raw = name.encode("gbk")
        data = data.replace(b"x" * len(raw), raw)
    return data
