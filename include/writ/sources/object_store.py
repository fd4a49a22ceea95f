"""Exports in an object store with the S3 API, of Amazon or compatible.

The credentials are those of the connection and no others: neither the environment, nor files in the home folder, nor
the metadata service of the machine are asked. A store outside this machine is reached over https only.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cached_property
from typing import Any, Literal

import boto3.session  # type: ignore[import-untyped]
import urllib3
from botocore.config import Config  # type: ignore[import-untyped]
from botocore.exceptions import (  # type: ignore[import-untyped]
    BotoCoreError,
    ClientError,
    FlexibleChecksumError,
)
from botocore.parsers import ResponseParserError  # type: ignore[import-untyped]
from botocore.session import Session  # type: ignore[import-untyped]
from pydantic import SecretStr

from include.writ.errors import ConfigError, ContractBroken, SourceError
from include.writ.sources.base import Known, SourceConnection, Unchanged, require_safe_url
from include.writ.sources.checksums import from_base64
from include.writ.sources.effort import PassingFault, WrongBytes
from include.writ.sources.pulling import Taken
from include.writ.sources.settings import StrictModel, read_extra
from include.writ.sources.sink import CHUNK_BYTES, Sink

_PASSING = {429, 500, 502, 503, 504}


class StoreExtra(StrictModel):
    """The extra fields of a connection of type aws."""

    bucket: str = ""
    region_name: str = "us-east-1"
    endpoint_url: str = ""
    addressing_style: Literal["", "path", "virtual"] = ""
    aws_session_token: SecretStr = SecretStr("")


class ObjectStoreRemote:
    """One monitoring system that leaves its exports in a bucket."""

    def __init__(self, name: str, connection: SourceConnection) -> None:
        self._extra = read_extra(connection, StoreExtra)
        if not (connection.login and connection.password and self._extra.bucket):
            raise connection.wrong(
                "is incomplete: enter the access key id as login, the secret access key as password, and `bucket` in "
                "the extra fields"
            )
        # a compatible store seldom has a name for each bucket
        self._style = self._extra.addressing_style or ("path" if self._extra.endpoint_url else "virtual")
        self._name = name
        self._connection = connection
        endpoint = self._extra.endpoint_url or f"https://s3.{self._extra.region_name}.amazonaws.com"
        host = require_safe_url(endpoint)
        self.host: str = host if self._style == "path" else f"{self._extra.bucket}.{host}"

    @contextmanager
    def connected(self) -> Iterator[ObjectStoreLink]:
        """The client opens connections as it needs them; they are closed afterwards."""
        with self._mapped():
            try:
                yield ObjectStoreLink(self._name, self._extra.bucket, self._client)
            finally:
                self._client.close()

    @cached_property
    def _client(self) -> Any:
        config = Config(
            signature_version="s3v4",
            connect_timeout=5,
            read_timeout=30,
            # the attempts are counted in one place: effort.py
            retries={"mode": "standard", "total_max_attempts": 1},
            proxies={},
            s3={"addressing_style": self._style},
            ignore_configured_endpoint_urls=True,
        )
        return boto3.session.Session(botocore_session=_session_without_environment()).client(
            "s3",
            region_name=self._extra.region_name,
            endpoint_url=self._extra.endpoint_url or None,
            verify=True,
            aws_access_key_id=self._connection.login,
            aws_secret_access_key=self._connection.password,
            aws_session_token=self._extra.aws_session_token.get_secret_value() or None,
            config=config,
        )

    @contextmanager
    def _mapped(self) -> Iterator[None]:
        try:
            yield
        except FlexibleChecksumError:
            raise WrongBytes(
                f"source {self._name}: the export is not the object whose checksum the store has"
            ) from None
        except ClientError as error:
            raise self._refusal(error) from None
        except (BotoCoreError, ResponseParserError, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            # `from None`: the text of these errors names the address
            raise PassingFault(f"source {self._name}: the connection failed ({type(error).__name__})") from None

    def _refusal(self, error: ClientError) -> Exception:
        status = _status(error)
        if error.response.get("Error", {}).get("Code") == "NoSuchBucket":
            return ConfigError(
                f"source {self._name}: the store has no bucket of the name in {self._connection.conn_id}; correct it"
            )
        message = f"source {self._name}: the store answered with status {status}"
        if status == 403:
            # a store answers so as well for an object that is not there, when the key may not list the bucket
            return SourceError(
                f"{message}: the key in {self._connection.conn_id} is wrong, or may not read the export or list the "
                "bucket; it needs s3:GetObject and s3:ListBucket"
            )
        return PassingFault(message) if status in _PASSING else SourceError(message)


class ObjectStoreLink:
    """Objects in one bucket."""

    def __init__(self, name: str, bucket: str, client: Any) -> None:
        self._name = name
        self._bucket = bucket
        self._client = client

    def read_small(self, path: str, limit: int) -> bytes | None:
        """At most `limit` bytes of a small object; None when it is not there."""
        found = self._get(path, {})
        if found is None:
            return None
        with closing(found["Body"]) as body:
            return bytes(body.read(limit))

    def take(self, path: str, known: Known | None, sink: Sink) -> Taken | Unchanged | None:
        """Read the object; of one that was cut, only the rest when it is still the same version."""
        is_rest = sink.resumable_from > 0
        try:
            found = self._get(path, _conditions(known, sink))
        except ClientError as error:
            if known and not is_rest and _status(error) == 304:
                return Unchanged(known.sha256)
            if is_rest and _status(error) in (412, 416):
                sink.discard()
                raise PassingFault(f"source {self._name}: the object changed while it was read") from None
            raise
        if found is None:
            return None
        with closing(found["Body"]) as body:
            self._read(found, body, sink, is_rest=is_rest)
        return Taken(found.get("ETag"), _http_date(found))

    def _get(self, path: str, conditions: dict[str, str]) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] = self._client.get_object(
                Bucket=self._bucket, Key=path, ChecksumMode="ENABLED", **conditions
            )
        except ClientError as error:
            if _status(error) == 404 and error.response.get("Error", {}).get("Code") != "NoSuchBucket":
                return None
            raise
        return found

    def _read(self, found: dict[str, Any], body: Any, sink: Sink, *, is_rest: bool) -> None:
        length = found.get("ContentLength")
        if length is None:
            raise ContractBroken(f"source {self._name}: the store does not say how long the export is")
        total = sink.size + length if is_rest else length
        if not is_rest:
            sink.begin(found.get("ETag"), total, _digests(found))
        elif found.get("ContentRange") != f"bytes {sink.size}-{total - 1}/{total}":
            sink.discard()
            raise PassingFault(f"source {self._name}: it sent another part of the export than the one asked for")
        sink.require_room(total)
        try:  # other kinds of checksum, such as CRC32, are the library's part
            while chunk := body.read(CHUNK_BYTES):
                sink.write(chunk)
        except FlexibleChecksumError:
            sink.discard()
            raise
        if sink.size != total:
            raise PassingFault(f"source {self._name}: {sink.size} of {total} bytes came")


def _conditions(known: Known | None, sink: Sink) -> dict[str, str]:
    if sink.resumable_from and sink.mark:
        return {"Range": f"bytes={sink.resumable_from}-", "IfMatch": sink.mark}
    if known and known.etag:
        return {"IfNoneMatch": known.etag}
    return {"IfModifiedSince": known.modified} if known and known.modified else {}


def _digests(found: dict[str, Any]) -> frozenset[str]:
    """The hash of an object that was stored in parts is a hash of hashes, `...-3`: it says nothing about its bytes."""
    text = found.get("ChecksumSHA256", "")
    if not text or "-" in text or found.get("ChecksumType") == "COMPOSITE":
        return frozenset()
    return frozenset({from_base64(text)})


def _http_date(found: dict[str, Any]) -> str | None:
    modified = found.get("LastModified")
    return modified.strftime("%a, %d %b %Y %H:%M:%S GMT") if modified else None


def _status(error: ClientError) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def _session_without_environment() -> Session:
    """A session in which every variable has its default, whatever environment and home folder say."""
    nowhere = {"config_file": os.devnull, "credentials_file": os.devnull}
    known = Session.SESSION_VARIABLES.items()
    return Session({name: (None, None, nowhere.get(name, default), kind) for name, (_, _, default, kind) in known})
