"""A real server of each kind on this machine, with one file tree, and a wire that can be cut."""

from __future__ import annotations

import asyncio
import hashlib
import os
import socket
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote

import asyncssh
import boto3
import requests
from moto.server import ThreadedMotoServer

from include.writ.sources.base import SourceConnection

LOGIN, SECRET = "monitor", "hush-hush-secret"
BUCKET = "exports-of-day"
# of every file that a depot has; the tests' clock is a little later
WRITTEN_AT = datetime(2026, 11, 21, 0, 5, tzinfo=UTC)


class Wire:
    """A TCP proxy. Each number in `cuts` ends one connection, the next that is made, after so many bytes from it."""

    def __init__(self, target: tuple[str, int]) -> None:
        self.cuts: list[int] = []
        self.connections = 0
        self.bytes_carried = 0
        self.bytes_from_target = 0
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._sockets: list[socket.socket] = []
        self._threads[0].start()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            far = socket.create_connection(self._target)
            self.connections += 1
            left = self.cuts.pop(0) if self.cuts else None
            self._sockets += [near, far]
            for carry in ((near, far, None, False), (far, near, left, True)):
                thread = threading.Thread(target=self._carry, args=carry, daemon=True)
                self._threads.append(thread)
                thread.start()

    def _carry(self, source: socket.socket, sink: socket.socket, left: int | None, from_target: bool) -> None:
        """What is on its way when the wire is cut still arrives: only so does a test know how much came."""
        with suppress(OSError):
            while data := source.recv(65536):
                data = data if left is None else data[:left]
                self.bytes_carried += len(data)  # before they are passed on: who got them may look at once
                if from_target:
                    self.bytes_from_target += len(data)
                with suppress(OSError):
                    sink.sendall(data)
                if left is not None:
                    left -= len(data)
                    if left == 0:
                        _shut(source)
        _shut(sink, socket.SHUT_WR)

    def close(self) -> None:
        for end in (self._listener, *self._sockets):
            _shut(end)
        for thread in self._threads:
            thread.join(5)
        for end in (self._listener, *self._sockets):
            end.close()


def _shut(end: socket.socket, how: int = socket.SHUT_RDWR) -> None:
    with suppress(OSError):
        end.shutdown(how)


class Depot(ABC):
    """Files that a source can fetch. `connection(secret=...)` lets a test come with a wrong one."""

    wire: Wire | None = None

    @abstractmethod
    def put(self, path: str, data: bytes, *, seconds_later: int = 0) -> None:
        """Leave a finished file."""

    @abstractmethod
    def remove(self, path: str) -> None: ...

    @abstractmethod
    def connection(self, secret: str = SECRET) -> SourceConnection: ...


class FolderDepot(Depot):
    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, path: str, data: bytes, *, seconds_later: int = 0) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        time = WRITTEN_AT.timestamp() + seconds_later
        os.utime(file, (time, time))

    def remove(self, path: str) -> None:
        (self.root / path).unlink()

    def connection(self, secret: str = SECRET) -> SourceConnection:
        return SourceConnection("writ_source_x", "fs", extra={"path": str(self.root)})


class _HttpHandler(BaseHTTPRequestHandler):
    """Conditions and ranges as RFC 9110 wants them."""

    protocol_version = "HTTP/1.1"
    root: Path

    def do_GET(self) -> None:
        file = self.root / unquote(self.path).removeprefix("/monitoring/")
        if self.headers["Authorization"] != f"Bearer {SECRET}":
            return self._answer(401)
        if not file.is_file():
            return self._answer(404)
        size = file.stat().st_size
        with file.open("rb") as read:
            etag = f'"{hashlib.file_digest(read, "sha256").hexdigest()[:20]}"'
        marks = {"ETag": etag, "Last-Modified": format_datetime(WRITTEN_AT, usegmt=True)}
        if self.headers["If-None-Match"] == etag:
            return self._answer(304, marks)
        start = int(self.headers.get("Range", "bytes=0-").removeprefix("bytes=").rstrip("-"))
        if start and self.headers["If-Range"] == etag:
            marks["Content-Range"] = f"bytes {start}-{size - 1}/{size}"
            return self._answer(206, marks, file, start)
        return self._answer(200, marks, file)

    def _answer(
        self, status: int, headers: dict[str, str] | None = None, file: Path | None = None, start: int = 0
    ) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(file.stat().st_size - start if file else 0))
        self.end_headers()
        if file:
            with file.open("rb") as read:
                read.seek(start)
                while chunk := read.read(65536):
                    self.wfile.write(chunk)

    def log_message(self, format: str, *args: object) -> None: ...


class HttpDepot(FolderDepot):
    def __init__(self, root: Path, port: int) -> None:
        super().__init__(root)
        self.wire: Wire = Wire(("127.0.0.1", port))

    def connection(self, secret: str = SECRET) -> SourceConnection:
        host = f"http://127.0.0.1:{self.wire.port}/monitoring"
        return SourceConnection("writ_source_x", "http", host=host, password=secret)


@contextmanager
def http_depot(root: Path) -> Iterator[HttpDepot]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_HttpHandler,), {"root": root}))
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    depot = HttpDepot(root, server.server_port)
    try:
        yield depot
    finally:
        depot.wire.close()
        server.shutdown()
        server.server_close()
        thread.join()


class _SftpLogin(asyncssh.SSHServer):
    keys: list[asyncssh.SSHKey]
    open: set[asyncssh.SSHServerConnection]

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self.open.add(conn)

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == (LOGIN, SECRET)

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        return username == LOGIN and key.public_data in [known.public_data for known in self.keys]


class SftpDepot(FolderDepot):
    def __init__(self, root: Path, port: int, host_key: asyncssh.SSHKey, user_keys: list[asyncssh.SSHKey]) -> None:
        super().__init__(root)
        self.wire: Wire = Wire(("127.0.0.1", port))
        self.host_key = host_key.export_public_key().decode().strip()
        self.user_keys = user_keys

    def connection(self, secret: str = SECRET, **extra: str) -> SourceConnection:
        return SourceConnection(
            "writ_source_x",
            "sftp",
            host="127.0.0.1",
            port=self.wire.port,
            login=LOGIN,
            password=secret,
            extra={"host_key": self.host_key} | extra,
        )


@contextmanager
def sftp_depot(root: Path, files: type[asyncssh.SFTPServer] = asyncssh.SFTPServer) -> Iterator[SftpDepot]:
    host_key, user_key = (asyncssh.generate_private_key("ssh-ed25519") for _ in range(2))
    user_keys = [user_key]
    connections: set[asyncssh.SSHServerConnection] = set()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def listen() -> asyncssh.SSHAcceptor:
        return await asyncssh.listen(
            "127.0.0.1",
            0,
            server_host_keys=[host_key],
            server_factory=type("Login", (_SftpLogin,), {"keys": user_keys, "open": connections}),
            sftp_factory=lambda chan: files(chan, chroot=str(root).encode()),
        )

    async def stop() -> None:
        server.close()
        await server.wait_closed()
        for connection in connections:
            connection.abort()
            await connection.wait_closed()

    server = asyncio.run_coroutine_threadsafe(listen(), loop).result(20)
    depot = SftpDepot(root, server.get_port(), host_key, user_keys)
    try:
        yield depot
    finally:
        depot.wire.close()
        asyncio.run_coroutine_threadsafe(stop(), loop).result(20)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


class S3Depot(Depot):
    def __init__(self, port: int) -> None:
        self.wire: Wire = Wire(("127.0.0.1", port))
        self.client = boto3.client(
            "s3",
            endpoint_url=f"http://127.0.0.1:{port}",
            region_name="us-east-1",
            aws_access_key_id=LOGIN,
            aws_secret_access_key=SECRET,
        )
        self.client.create_bucket(Bucket=BUCKET)

    def put(self, path: str, data: bytes, *, seconds_later: int = 0) -> None:
        self.client.put_object(Bucket=BUCKET, Key=path, Body=data, ChecksumAlgorithm="SHA256")

    def remove(self, path: str) -> None:
        self.client.delete_object(Bucket=BUCKET, Key=path)

    def connection(self, secret: str = SECRET, **extra: str) -> SourceConnection:
        here = {"bucket": BUCKET, "endpoint_url": f"http://127.0.0.1:{self.wire.port}"}
        return SourceConnection("writ_source_x", "aws", login=LOGIN, password=secret, extra=here | extra)


@contextmanager
def s3_depot() -> Iterator[S3Depot]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    port = server.get_host_and_port()[1]
    # moto keeps its buckets for as long as the process lives
    requests.post(f"http://127.0.0.1:{port}/moto-api/reset", timeout=10)
    depot = S3Depot(port)
    try:
        yield depot
    finally:
        depot.client.close()
        depot.wire.close()
        server.stop()


@contextmanager
def depot_of(kind: str, root: Path) -> Iterator[Depot]:
    if kind == "folder":
        yield FolderDepot(root)
        return
    opened = {"http": lambda: http_depot(root), "sftp": lambda: sftp_depot(root), "s3": s3_depot}[kind]
    with opened() as depot:
        yield depot
