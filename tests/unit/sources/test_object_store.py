"""An object store: whose credentials are used, and what its answers mean."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from include.writ.errors import ConfigError, ContractBroken, SourceError
from include.writ.sources.base import FetchedExport, SourceConnection
from tests.channels.conftest import ScriptedServer, reply
from tests.unit.sources.depots import BUCKET, LOGIN, SECRET, S3Depot
from tests.unit.sources.opening import DAY, PATH, bytes_of, opened

pytestmark = pytest.mark.slow

DATA = b"finding_id,url\n1,https://vk.com/wall-1_2\n"


def scripted(server: ScriptedServer, **extra: str) -> SourceConnection:
    here = {"bucket": BUCKET, "endpoint_url": server.base_url}
    return SourceConnection("writ_source_x", "aws", login=LOGIN, password=SECRET, extra=here | extra)


def failure(status: int, code: str = "") -> bytes:
    return reply(status, f"<Error><Code>{code}</Code><Message>{SECRET}</Message></Error>".encode())


def test_the_store_keeps_tag_and_time(s3: S3Depot, into: Path) -> None:
    s3.put(PATH, DATA)
    export = opened(s3.connection()).fetch(DAY, None, into)
    assert isinstance(export, FetchedExport)
    assert export.etag == f'"{hashlib.md5(DATA, usedforsecurity=False).hexdigest()}"'
    assert export.modified is not None
    assert export.modified.endswith("GMT")


def test_an_object_stored_in_parts_is_read(s3: S3Depot, into: Path) -> None:
    """Its checksum is a hash of hashes."""
    part = b"x" * 5 * 1024 * 1024
    begun = s3.client.create_multipart_upload(Bucket=BUCKET, Key=PATH, ChecksumAlgorithm="SHA256")
    where = {"Bucket": BUCKET, "Key": PATH, "UploadId": begun["UploadId"]}
    parts = []
    for number in (1, 2):
        sent = s3.client.upload_part(**where, PartNumber=number, Body=part, ChecksumAlgorithm="SHA256")
        parts.append({"ETag": sent["ETag"], "PartNumber": number, "ChecksumSHA256": sent["ChecksumSHA256"]})
    s3.client.complete_multipart_upload(**where, MultipartUpload={"Parts": parts})
    assert bytes_of(opened(s3.connection()).fetch(DAY, None, into)) == part * 2


def test_a_bucket_that_does_not_exist_is_no_export_that_is_late(s3: S3Depot, into: Path) -> None:
    with pytest.raises(ConfigError, match="no bucket"):
        opened(s3.connection(bucket="another-bucket")).fetch(DAY, None, into)


@pytest.mark.parametrize("code", ["InvalidAccessKeyId", "SignatureDoesNotMatch", "AccessDenied"])
def test_a_refused_key_is_a_clear_error_that_shows_nothing(
    source_server: ScriptedServer, into: Path, code: str
) -> None:
    source_server.script = [failure(403, code)]
    waits: list[float] = []
    with pytest.raises(SourceError, match=r"status 403.*writ_source_x.*ListBucket") as caught:
        opened(scripted(source_server), waits=waits).fetch(DAY, None, into)
    assert waits == []
    assert caught.value.__suppress_context__
    assert all(secret not in f"{caught.value!r}" for secret in (SECRET, LOGIN, "127.0.0.1"))


@pytest.mark.parametrize(("status", "attempts"), [(503, 3), (500, 3), (429, 3), (400, 1), (301, 1), (307, 1)])
def test_only_what_may_pass_is_tried_again(
    source_server: ScriptedServer, into: Path, status: int, attempts: int
) -> None:
    source_server.script = [failure(status, "SlowDown")]
    with pytest.raises(SourceError, match=f"status {status}"):
        opened(scripted(source_server)).fetch(DAY, None, into)
    assert len(source_server.requests) == attempts


@pytest.mark.parametrize("status", [200, 404, 503])
def test_an_answer_that_is_no_answer_of_a_store_is_a_source_error(
    source_server: ScriptedServer, into: Path, status: int
) -> None:
    source_server.script = [f"HTTP/1.1 {status} X\r\nConnection: close\r\n\r\n<<<".encode()]
    if status == 404:
        assert opened(scripted(source_server)).fetch(DAY, None, into) is None
        return
    with pytest.raises((SourceError, ContractBroken)):
        opened(scripted(source_server)).fetch(DAY, None, into)


OTHER = {
    "x_amz_checksum_sha256": base64.b64encode(hashlib.sha256(b"other").digest()).decode(),
    "x_amz_checksum_crc32": "AAAAAA==",
}


@pytest.mark.parametrize("kind", OTHER)
def test_the_checksum_of_the_store_is_checked(source_server: ScriptedServer, into: Path, kind: str) -> None:
    source_server.script = [reply(200, DATA, ETag='"a"', **{kind: OTHER[kind]})]
    with pytest.raises(ContractBroken, match="checksum"):
        opened(scripted(source_server)).fetch(DAY, None, into)
    assert len(source_server.requests) == 3
    assert all("Range" not in request.headers for request in source_server.requests)


@pytest.mark.parametrize(
    "wrong",
    [
        reply(206, DATA[-4:], ETag='"a"', Content_Range=f"bytes {len(DATA) - 4}-{len(DATA) - 1}/{len(DATA)}"),
        reply(206, DATA[-5:], ETag='"a"'),
        reply(200, DATA, ETag='"a"'),
        failure(412, "PreconditionFailed"),
        failure(416, "InvalidRange"),
    ],
)
def test_a_rest_that_does_not_fit_is_not_taken(source_server: ScriptedServer, into: Path, wrong: bytes) -> None:
    whole = reply(200, DATA, ETag='"a"')
    source_server.script = [whole[:-5], wrong, whole]
    assert bytes_of(opened(scripted(source_server)).fetch(DAY, None, into)) == DATA
    first, second, third = (request.headers for request in source_server.requests)
    assert (second["Range"], second["If-Match"]) == (f"bytes={len(DATA) - 5}-", '"a"')
    assert "Range" not in first
    assert "Range" not in third


def test_what_the_machine_says_about_credentials_is_not_heard(
    source_server: ScriptedServer, into: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    config = tmp_path / "config"
    config.write_text("[default]\naws_access_key_id=FROMFILE\nendpoint_url=http://127.0.0.1:9\n")
    for name, value in {
        "AWS_ACCESS_KEY_ID": "FROMENV",
        "AWS_SECRET_ACCESS_KEY": "x",
        "AWS_SESSION_TOKEN": "FROMENV",
        "AWS_PROFILE": "nobody",
        "AWS_CONFIG_FILE": str(config),
        "AWS_SHARED_CREDENTIALS_FILE": str(config),
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "AWS_CA_BUNDLE": str(tmp_path / "none"),
        "HTTP_PROXY": "http://127.0.0.1:9",
    }.items():
        monkeypatch.setenv(name, value)
    source_server.script = [reply(200, DATA, ETag='"a"')]
    assert bytes_of(opened(scripted(source_server)).fetch(DAY, None, into)) == DATA
    headers = source_server.requests[0].headers
    assert f"Credential={LOGIN}/" in headers["Authorization"]
    assert "X-Amz-Security-Token" not in headers
    amazon = opened(SourceConnection("c", "aws", login=LOGIN, password=SECRET, extra={"bucket": BUCKET}))
    assert vars(amazon)["_remote"]._client.meta.endpoint_url.endswith(".amazonaws.com")


def test_a_session_token_and_a_region_come_from_the_connection(source_server: ScriptedServer, into: Path) -> None:
    source_server.script = [reply(200, DATA, ETag='"a"')]
    connection = scripted(source_server, aws_session_token="of-today", region_name="kz-ala-1")
    assert bytes_of(opened(connection).fetch(DAY, None, into)) == DATA
    headers = source_server.requests[0].headers
    assert headers["X-Amz-Security-Token"] == "of-today"
    assert "/kz-ala-1/s3/aws4_request" in headers["Authorization"]
    assert source_server.requests[0].path == f"/{BUCKET}/{PATH}"


@pytest.mark.parametrize(
    ("extra", "host"),
    [
        ({}, "exports-of-day.s3.us-east-1.amazonaws.com"),
        ({"addressing_style": "path"}, "s3.us-east-1.amazonaws.com"),
        ({"endpoint_url": "https://store.example:9000"}, "store.example"),
        ({"endpoint_url": "https://store.example", "addressing_style": "virtual"}, "exports-of-day.store.example"),
    ],
)
def test_the_host_that_will_be_asked_is_known_before(extra: dict[str, str], host: str) -> None:
    connection = SourceConnection("c", "aws", login=LOGIN, password=SECRET, extra={"bucket": BUCKET} | extra)
    assert opened(connection).host == host


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"login": ""}, "incomplete"),
        ({"password": ""}, "incomplete"),
        ({"extra": {}}, "incomplete"),
        ({"extra": {"bucket": BUCKET, "endpoint_url": "http://store.example"}}, "https"),
        ({"extra": {"bucket": BUCKET, "role_arn": "arn:x"}}, "role_arn"),
        ({"extra": {"bucket": BUCKET, "addressing_style": "odd"}}, "addressing_style"),
    ],
)
def test_a_connection_that_could_only_fail_or_leak_is_refused_at_once(changes: dict[str, object], words: str) -> None:
    connection = SourceConnection("c", "aws", login=LOGIN, password=SECRET, extra={"bucket": BUCKET})
    with pytest.raises(ConfigError, match=words):
        opened(replace(connection, **changes))  # type: ignore[arg-type]
