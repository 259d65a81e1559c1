"""Watching a bucket over HTTP: moto's server of the S3 interface, s3fs as the driver, `potline watch` as the taker."""

import asyncio
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import boto3
import pytest
import s3fs
from moto.server import ThreadedMotoServer

from ingestion.landing.ingest import ingest_folder
from ingestion.landing.watch import FsspecStore, StoreError, collected, scan, watch
from ingestion.records.catalogue import files_table
from tests.integration.landing.group import small_group, tickets

FILE = "QLAL/2024-01/铝液 1月#1?.csv"
SOON = {"connect_timeout": 2, "read_timeout": 3, "retries": {"max_attempts": 0}}


@pytest.fixture(scope="module")
def server():
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://127.0.0.1:{port}" if host == "0.0.0.0" else f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(server, monkeypatch, request):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL", server)
    name = f"drop{abs(hash(request.node.name)) % 10**9}"
    client = boto3.client("s3", endpoint_url=server)
    client.create_bucket(Bucket=name)
    return client, name


def put(bucket, key, content="x"):
    client, name = bucket
    client.put_object(
        Bucket=name, Key=key, Body=content if isinstance(content, bytes) else content.encode("gb18030")
    )


def store(bucket, prefix="", **options):
    return FsspecStore(f"s3://{bucket[1]}/{prefix}", skip_instance_cache=True, **options)


def seen_twice(place):
    return scan(place, scan(place, {}, now=0).state, now=10)


def test_an_object_counts_once_it_has_not_changed_between_two_looks(bucket):
    put(bucket, FILE, "a")
    drop = store(bucket)
    first = scan(drop, {}, now=0)
    put(bucket, FILE, "b")
    second = scan(drop, first.state, now=10)
    third = scan(drop, second.state, now=20)
    assert (first.files, second.files, third.files) == ([], [], [FILE])
    assert scan(drop, third.state, now=30).files == []


def test_a_done_object_says_complete_at_once(bucket):
    put(bucket, FILE)
    put(bucket, f"{FILE}.done", "")
    assert scan(store(bucket), {}, needs_done=True).files == [FILE]


def test_an_upload_in_parts_is_not_seen_before_it_is_complete(bucket):
    client, name = bucket
    upload = client.create_multipart_upload(Bucket=name, Key=FILE)["UploadId"]
    part = client.upload_part(Bucket=name, Key=FILE, PartNumber=1, UploadId=upload, Body=b"1" * 100)
    assert seen_twice(store(bucket)).files == []
    parts = {"Parts": [{"ETag": part["ETag"], "PartNumber": 1}]}
    client.complete_multipart_upload(Bucket=name, Key=FILE, UploadId=upload, MultipartUpload=parts)
    assert seen_twice(store(bucket)).files == [FILE]


def test_listings_of_several_pages_are_read_whole(bucket):
    keys = {f"QLAL/2024-01/{number:05d}.csv" for number in range(1_203)}
    threads = [
        threading.Thread(target=lambda part: [put(bucket, key) for key in part], args=(sorted(keys)[n::4],))
        for n in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(seen_twice(store(bucket, "QLAL")).files) == {key.removeprefix("QLAL/") for key in keys}


HOSTILE = [
    "../../etc/passwd.csv", "/abs.csv", "a//b.csv", "a/./b.csv", "..\\..\\x.csv", "QLAL/2024-01/\x01.csv",
    "QLAL/2024-01/" + "长" * 100 + ".csv", "QLAL/2024-01/铝液.csv/inside.csv",
]  # fmt: skip
USABLE = [
    "QLAL/2024-01/铝液.csv",
    "QLAL/2024-01/a b+c%20&=;[x]*.csv",
    "QLAL/2024-01/😀.csv",
    "QLAL/2024-01/'\"$(id).csv",
]


def test_hostile_keys_are_left_out_and_told_and_the_others_taken(bucket, tmp_path, monkeypatch):
    # what lies outside of the folder is nobody else's
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for key in [*HOSTILE, *USABLE]:
        put(bucket, key, tickets(1, 3))
    put(bucket, "QLAL/2024-01/", "")
    drop, told = store(bucket), []
    found = scan(drop, {}, now=0)
    files = scan(drop, found.state, now=10).files
    with collected(drop, files, tell=told.append) as folder:
        taken = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
        outside = {Path(key).name for key in HOSTILE} & {p.name for p in folder.parent.glob("*.csv")}
    assert taken == set(USABLE) and not outside
    assert {key for key in HOSTILE if any(repr(key) in line for line in told)} >= set(files) - set(USABLE)
    assert set(files) - set(USABLE) >= {"/abs.csv", "a//b.csv", HOSTILE[-1]}


def test_a_bucket_lands_in_the_lake_like_a_folder(bucket, tmp_path):
    folder = small_group(tmp_path / "d")
    for path in folder.rglob("*"):
        if path.is_file():
            put(bucket, "in/" + path.relative_to(folder).as_posix(), path.read_bytes())
            put(bucket, "in/" + path.relative_to(folder).as_posix() + ".done", b"")
    handed = watch(store(bucket, "in"), lambda f: ingest_folder(tmp_path / "s3", f), rounds=2, needs_done=True,
                   sleep=lambda _: None)  # fmt: skip
    ingest_folder(tmp_path / "local", folder)
    assert handed == sum(p.is_file() for p in folder.rglob("*"))
    assert files_table(tmp_path / "s3").equals(files_table(tmp_path / "local"))


@pytest.mark.parametrize("url", ["s3://no-such-bucket-here/x", "s3://no-such-bucket-here"])
def test_a_bucket_that_is_not_there_is_told(bucket, url):
    with pytest.raises(StoreError, match=r"无法列出.*cannot be listed"):
        list(FsspecStore(url, skip_instance_cache=True).entries())


def test_an_empty_bucket_is_no_error(bucket):
    assert list(store(bucket).entries()) == [] == list(store(bucket, "not/yet").entries())


def test_a_service_that_does_not_answer_is_told_soon(bucket, monkeypatch):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{closed.getsockname()[1]}")
        with pytest.raises(StoreError, match="check network"):
            list(store(bucket, config_kwargs=SOON).entries())


class Proxy(threading.Thread):
    """Passes bytes on to the server, until it is told to cut every connection after so many bytes of an answer."""

    def __init__(self, target):
        super().__init__(daemon=True)
        self.host, self.port = target.removeprefix("http://").split(":")
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listening.getsockname()[1]}"
        self.cut_after = None

    def run(self):
        while True:
            try:
                near, _ = self.listening.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(near,), daemon=True).start()

    def serve(self, near):
        far = socket.create_connection((self.host, int(self.port)))
        threading.Thread(target=self.pump, args=(near, far, False), daemon=True).start()
        self.pump(far, near, True)

    def pump(self, source, target, is_answer):
        passed = 0
        try:
            while data := source.recv(4096):
                passed += len(data)
                if is_answer and self.cut_after is not None and passed > self.cut_after:
                    break
                target.sendall(data)
        except OSError:
            pass
        for end in (source, target):
            end.close()


def test_a_connection_that_breaks_in_a_download_holds_back_that_file_only_until_it_is_whole(
    server, bucket, tmp_path, monkeypatch
):
    monkeypatch.setattr(s3fs.S3FileSystem, "retries", 1)  # the driver's own patience is not under test
    proxy = Proxy(server)
    proxy.start()
    big = tickets(1, 20_000).encode("gb18030")
    for key, content in (("QLAL/2024-01/a.csv", tickets(30_000, 3)), ("QLAL/2024-01/big.csv", big)):
        put(bucket, key, content)
        put(bucket, f"{key}.done", "")
    told, batches, sleeps = [], [], iter([50_000, None, None])

    def take(folder):
        batches.append({p.name: p.stat().st_size for p in folder.rglob("*") if p.is_file()})

    def sleep(_):
        proxy.cut_after = next(sleeps)

    options = {"endpoint_url": proxy.url, "config_kwargs": SOON, "default_cache_type": "none"}
    drop = store(bucket, **options)
    first = FirstLookEmpty(drop)
    looks = iter(range(0, 10_000, 100))
    watched = watch(
        first, take, rounds=4, needs_done=True, sleep=sleep, tell=told.append, clock=lambda: next(looks)
    )
    assert watched == 2
    assert batches == [{"a.csv": len(tickets(30_000, 3).encode("gb18030"))}, {"big.csv": len(big)}]
    assert len(told) == 1 and "big.csv" in told[0] and "网络" in told[0]
    proxy.listening.close()


@pytest.mark.parametrize("way", ["in parts", "broken off"])
def test_an_object_that_is_replaced_while_it_comes_in_parts_is_never_taken_in_halves(
    bucket, tmp_path, monkeypatch, way
):
    key, old, new = "QLAL/2024-01/a.csv", b"1" * 9_000_000, b"2" * 9_000_000
    put(bucket, key, old)
    drop = store(bucket, default_block_size=4_000_000 if way == "in parts" else None)
    ask, asked = s3fs.S3FileSystem._call_s3, []

    async def replaced_before_the_last(self, method, *arguments, **more):
        if method == "get_object":
            asked.append(more.get("Range", ""))
            if asked[-1].startswith("bytes=8000000"):
                while len(asked) < 4:
                    await asyncio.sleep(0.01)
                await asyncio.sleep(0.5)
                put(bucket, key, new)
        answer = await ask(self, method, *arguments, **more)
        if method == "get_object" and way == "broken off" and len(asked) == 1:
            answer["Body"] = BreaksOff(answer["Body"], lambda: put(bucket, key, new))
        return answer

    monkeypatch.setattr(s3fs.S3FileSystem, "_call_s3", replaced_before_the_last)
    with pytest.raises(StoreError, match="changed while it was copied"):
        drop.copy(key, tmp_path / "a.csv")
    assert len(asked) > 1
    monkeypatch.undo()
    drop.copy(key, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes() == new


class BreaksOff:
    """The body of an answer whose connection breaks after its first piece."""

    def __init__(self, body, then):
        self.body, self.then, self.pieces = body, then, 0

    async def read(self, size):
        self.pieces += 1
        if self.pieces > 1:
            self.then()
            raise TimeoutError("broken off")
        return await self.body.read(size)

    def close(self):
        self.body.close()


class FirstLookEmpty:
    """A store whose first look finds nothing yet."""

    def __init__(self, inner):
        self.inner, self.looks = inner, 0

    def entries(self):
        self.looks += 1
        return iter(()) if self.looks == 1 else self.inner.entries()

    def copy(self, path, target):
        self.inner.copy(path, target)


def test_the_command_watches_a_bucket_and_says_what_is_wrong(bucket, tmp_path):
    put(bucket, "QLAL/2024-01/铝液.csv", tickets(1, 5))
    put(bucket, "QLAL/2024-01/铝液.csv.done", "")
    potline = str(Path(sys.executable).parent / "potline")
    arguments = [potline, "watch", "--home", str(tmp_path / "h"), "--rounds", "1", "--needs-done"]
    done = subprocess.run([*arguments, f"s3://{bucket[1]}"], capture_output=True, text=True, check=False)
    assert (done.returncode, "files handed over: 1" in done.stdout) == (0, True), done.stderr
    assert (tmp_path / "h/receipts/QLAL/2024-01/receipt.html").exists()
    wrong = subprocess.run(
        [*arguments, "s3://no-such-bucket-at-all"], capture_output=True, text=True, check=False
    )
    assert wrong.returncode == 2 and "无法列出" in wrong.stderr and "Traceback" not in wrong.stderr
