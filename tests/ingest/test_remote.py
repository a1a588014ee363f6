"""Exports in buckets and databases: copied privately, named by their keys, nothing told of
credentials. The bucket is fsspec's own in-memory file system, allowed by these tests alone."""

import importlib.util

import fsspec
import pytest

from hydrascope.errors import InputError
from hydrascope.ingest import addresses, plan, remote
from hydrascope.warehouse.store import Warehouse
from tests.cli.conftest import call, call_json  # noqa: F401  fixtures
from tests.ingest.made import DAY, NOW, rows_of, write

SECRET = "hunter2-s3cret"


@pytest.fixture
def bucket(monkeypatch, tmp_path):
    """Puts an object into the bucket ``usage``; two days of requests are in it."""
    monkeypatch.setitem(addresses.CLIENTS, "memory", "fsspec")
    files = fsspec.filesystem("memory")

    def put(key, data):
        files.pipe(f"/usage/{key}", data)

    for day in (2, 3):
        export = write(tmp_path / f"{day}.csv", rows_of(NOW - day * DAY, 40))
        put(f"raw/day={day}/requests.csv", export.read_bytes())
    yield put
    files.store.clear()
    files.pseudo_dirs[:] = [""]


def left_in(root):
    return sorted(path.name for path in root.glob("remote-*"))


def test_objects_are_loaded_under_their_keys_and_the_copies_go(bucket, call, tmp_path):  # noqa: F811
    root = tmp_path / "w"
    bucket("raw/../../escape.csv", b"ts,account_id\n")

    code, out, err = call("import", "memory://usage/raw", "--no-detect", "--warehouse", root)

    assert code == 0, err
    assert "Read 80 rows from 2 files" in out
    assert "note: Copied 2 of 3 objects" in out
    assert "skipped raw/../../escape.csv: its key is no plain relative path" in out
    assert "object 3 of 3 at memory://usage/raw" in err
    with Warehouse(root).connect() as conn:
        names = conn.execute("select file_name from import_files order by all").fetchall()
    assert names == [("raw/day=2/requests.csv",), ("raw/day=3/requests.csv",)]
    assert left_in(root) == []
    assert not list(tmp_path.rglob("escape.csv"))


def test_a_pattern_is_looked_at_and_nothing_stays(bucket, call_json, tmp_path):  # noqa: F811
    told = call_json("look", "memory://usage/raw/*3/*.csv", "--warehouse", tmp_path / "w")

    assert [kind["names"] for kind in told["kinds"]] == [["raw/day=3/requests.csv"]]
    assert told["files"] == 1
    assert left_in(tmp_path / "w") == []


def test_the_copies_are_private_and_go_when_the_import_fails(bucket, tmp_path):
    modes = []

    with (
        pytest.raises(KeyboardInterrupt),
        remote.brought(["memory://usage/raw"], tmp_path) as here,
    ):
        folder = next(tmp_path.glob("remote-*"))
        file = next(path for path in here.paths[0].rglob("*.csv"))
        modes += [folder.stat().st_mode & 0o777, file.stat().st_mode & 0o777]
        raise KeyboardInterrupt

    assert modes == [0o700, 0o600]
    assert left_in(tmp_path) == []


def test_ctrl_c_while_copying_leaves_nothing(bucket, tmp_path):
    def stopped(label, done, total):
        assert left_in(tmp_path)
        if done:
            raise KeyboardInterrupt

    with (
        pytest.raises(KeyboardInterrupt),
        remote.brought(["memory://usage/raw"], tmp_path, stopped),
    ):
        pass

    assert left_in(tmp_path) == []


def test_what_a_kill_left_is_swept_and_what_another_uses_is_not(bucket, tmp_path):
    (tmp_path / "remote-killed").mkdir()

    with remote.brought(["memory://usage/raw"], tmp_path) as first:
        with remote.brought(["memory://usage/raw"], tmp_path):
            assert first.paths[0].is_dir()
            assert len(left_in(tmp_path)) == 2
        assert len(left_in(tmp_path)) == 1


def test_two_buckets_are_told_apart_by_name(bucket, tmp_path):
    fsspec.filesystem("memory").pipe("/more/raw/day=2/requests.csv", b"ts,account_id\n1,a\n")

    with remote.brought(["memory://usage/raw", "memory://more/raw"], tmp_path) as here:
        names = [file.name for file in plan.plan(here.paths).files]

    assert sorted(names) == [
        "more/raw/day=2/requests.csv",
        "usage/raw/day=2/requests.csv",
        "usage/raw/day=3/requests.csv",
    ]


def test_where_a_key_is_also_a_folder_what_is_in_the_folder_comes_first(bucket):
    bucket("raw/day=2", b"an object with the name of a folder")

    _, objects = remote._listed(addresses.read("memory://usage/raw"))

    assert [one.key for one in objects] == [
        "raw/day=2/requests.csv",
        "raw/day=3/requests.csv",
        "raw/day=2",
    ]


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("../a.csv", "no plain relative path"),
        ("/etc/a.csv", "no plain relative path"),
        ("a/./b.csv", "no plain relative path"),
        ("a\\..\\b.csv", "no plain relative path"),
        ("a\0b.csv", "no plain relative path"),
        (".ssh/a.csv", "hidden file"),
        ("a" * 300, "no name a file can have"),
        ("Taken.csv", "that of another object"),
        ("Taken.csv/inside.csv", "that of another object"),
    ],
)
def test_a_key_that_is_no_safe_name_is_left_with_a_reason(key, why, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "Taken.csv").touch()

    assert why in remote._made(tmp_path / "in", key)
    assert [path.name for path in tmp_path.rglob("*")] == ["in", "Taken.csv"]


@pytest.mark.parametrize(
    ("address", "client"),
    [("s3://bucket/usage/", "s3fs"), ("gs://b/x", "gcsfs"), ("az://c/x", "adlfs"),
     (f"postgresql://me:{SECRET}@db/usage?table=gate.requests", "adbc-driver-postgresql")],
)  # fmt: skip
def test_a_client_that_is_not_installed_is_named(address, client, call, tmp_path):  # noqa: F811
    if importlib.util.find_spec(client.replace("-", "_")):
        pytest.skip(f"{client} is installed")

    code, out, err = call("import", address, "--warehouse", tmp_path / "w")

    assert (code, out) == (1, "")
    assert f"needs {client}, which is not installed. Run `pip install {client}`" in err
    assert SECRET not in err
    assert left_in(tmp_path / "w") == []


@pytest.mark.parametrize(
    "address",
    [
        f"postgresql://me:{SECRET}@db:5432/usage?table=gate.requests",
        f"postgres://me:{SECRET}@db/usage",
        f"postgresql://me:{SECRET}/usage?table=t",
        f"postgresql://me:a/b?{SECRET}@db/usage?table=t",
        f"postgresql://me:a#{SECRET}@db/usage?table=t",
        f"postgresql://me:a@{SECRET}@db/usage?table=t",
        f"postgresql://db/usage?password={SECRET}&table=t",
        f"postgresql://db/usage?password=a@{SECRET}&table=t",
        f"postgresql:/me:{SECRET}@db/usage",
        f"mysql://me:{SECRET}@db/usage?table=t",
        f"https://{SECRET}@db/usage.csv",
        f"s3://KEY:{SECRET}@bucket/prefix",
        f"s3://bucket/prefix?X-Amz-Signature={SECRET}",
        f"az://container/prefix?sv=1&sig={SECRET}",
    ],
)
def test_a_secret_in_an_address_is_never_told(address, call, tmp_path):  # noqa: F811
    code, out, err = call("import", address, "--warehouse", tmp_path / "w")

    assert code == 1
    assert SECRET not in addresses.masked(address) + out + err
    if addresses.is_address(address):
        try:
            told = repr(addresses.read(address))
        except InputError as error:
            told = str(error)
        assert SECRET not in told
    kept = [path for path in (tmp_path / "w").rglob("*") if path.is_file()]
    assert not any(SECRET.encode() in path.read_bytes() for path in kept)


def test_what_a_client_repeats_of_the_address_is_masked():
    address = addresses.read("postgresql://me:pass%20word@db/usage?table=gate.requests")

    said = address.without_secrets("no: pass%20word is not pass word")

    assert said == "no: *** is not ***"
    assert (address.schema, address.table) == ("gate", "requests")
    assert address.uri == "postgresql://me:pass%20word@db/usage"


def test_what_is_not_known_or_not_there_says_what_to_do(bucket, call, tmp_path):  # noqa: F811
    def said(*paths):
        code, _, err = call("import", *paths, "--warehouse", tmp_path / "w")
        assert code == 1
        return err

    assert "ftp:// is not known. Known are s3" in said("ftp://host/x")
    assert "nothing at memory://usage/none. Check" in said("memory://usage/none")
    assert "Import them one after the other" in said("memory://usage/raw", tmp_path)
    assert "names no bucket. Write it as s3://bucket/prefix" in said("s3:///x")


def test_only_the_services_meant_are_read():
    assert set(addresses.CLIENTS) == {"s3", "gs", "az", "abfs", "postgresql", "postgres"}
    assert not addresses.is_address("s3/bucket")
    assert not addresses.is_address("C:/exports")
