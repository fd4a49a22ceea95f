"""Raw exports as they came, named by their SHA-256; a local folder or any store that fsspec knows (S3 and others)."""

from __future__ import annotations

from upath import UPath

from include.writ.domain.ids import sha256_hex
from include.writ.errors import ContractBroken


class BlobStore:
    """Content-addressed bytes under one root; what is there is never overwritten."""

    def __init__(self, root: str) -> None:
        self._root = UPath(root)

    def put(self, sha256: str, data: bytes) -> str:
        """Keep `data` under its SHA-256 and return that name."""
        path = self._path(sha256)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            partial = path.with_name(f"{path.name}.partial")
            partial.write_bytes(data)
            partial.rename(path)
        return sha256

    def get(self, name: str) -> bytes:
        """The bytes of that name; `ContractBroken` when they are no longer what the name says."""
        data = self._path(name).read_bytes()
        if sha256_hex(data) != name:
            raise ContractBroken(f"raw file {name} has been changed; restore it from a backup")
        return data

    def _path(self, name: str) -> UPath:
        return self._root / name[:2] / name
