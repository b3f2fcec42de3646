"""Files are kept once, whole, and survive a crash at any moment."""

import hashlib
import os
import random
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from servicepunt.adapters.storage import disk
from servicepunt.adapters.storage.disk import FileDamaged, FileMissing, FileStore, StorageFull


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(root=tmp_path / "files", minimum_free_bytes=0, minimum_free_share=0)


def test_what_is_kept_comes_back_under_its_digest(store: FileStore) -> None:
    digest = store.keep(b"een bijlage")
    assert digest == hashlib.sha256(b"een bijlage").hexdigest()
    assert store.read(digest) == b"een bijlage"
    with store.open(digest) as file:
        assert file.read() == b"een bijlage"
    assert (store.root / digest[:2] / digest[2:4] / digest).is_file()


def test_keeping_twice_or_at_once_is_keeping_once(store: FileStore) -> None:
    content = os.urandom(200_000)
    with ThreadPoolExecutor(8) as threads:
        digests = set(threads.map(store.keep, [content] * 40))
    assert list(store.digests()) == sorted(digests)
    assert len(digests) == 1
    assert store.read(digests.pop()) == content
    assert list((store.root / "parts").iterdir()) == []


def test_what_is_kept_together_is_synced_after_the_last_each_folder_once(store: FileStore, monkeypatch) -> None:
    contents = [b"%d" % number for number in range(40)]
    synced: list[Path] = []

    def sync(folder: Path) -> None:
        assert len(list(store.digests())) == 40
        synced.append(folder)

    monkeypatch.setattr(disk, "_sync_folder", sync)
    digests = store.keep_all([*contents, contents[0]])
    assert [store.read(digest) for digest in digests] == [*contents, contents[0]]
    paths = [store.root / digest[:2] / digest[2:4] for digest in digests]
    assert sorted(synced) == sorted({*paths, *(path.parent for path in paths), store.root})


def test_what_is_not_kept_is_missing_and_no_path_leaves_the_folder(store: FileStore) -> None:
    absent = "0" * 64
    assert not store.exists(absent)
    for digest in (absent, "../../etc/passwd", "", "A" * 64, "a" * 63 + "/"):
        with pytest.raises(FileMissing):
            store.read(digest)
    kept = store.keep(b"")
    assert store.sizes([absent, kept]) == {kept: 0}


def test_damage_is_found_on_reading(store: FileStore) -> None:
    digest = store.keep(b"goed")
    (store.root / digest[:2] / digest[2:4] / digest).write_bytes(b"fout")
    with pytest.raises(FileDamaged):
        store.read(digest)


def test_a_torn_file_is_replaced_by_keeping_it_again(store: FileStore) -> None:
    digest = store.keep(b"heel bestand")
    (store.root / digest[:2] / digest[2:4] / digest).write_bytes(b"heel")
    assert store.keep(b"heel bestand") == digest
    assert store.read(digest) == b"heel bestand"


def test_removing_says_whether_it_was_there(store: FileStore) -> None:
    digest = store.keep(b"weg")
    assert [store.remove(digest), store.remove(digest)] == [True, False]
    assert not store.exists(digest)


def test_with_little_room_nothing_new_is_taken_but_what_is_kept_stays_readable(tmp_path: Path) -> None:
    roomy = FileStore(root=tmp_path, minimum_free_bytes=0, minimum_free_share=0)
    digest = roomy.keep(b"eerder")
    for full in (
        FileStore(root=tmp_path, minimum_free_bytes=1 << 62, minimum_free_share=0),
        FileStore(root=tmp_path, minimum_free_bytes=0, minimum_free_share=1.0),
    ):
        with pytest.raises(StorageFull):
            full.keep(b"nieuw")
        assert full.keep(b"eerder") == digest
        assert full.read(digest) == b"eerder"


def test_a_disk_that_is_really_full_says_so_and_leaves_nothing_half(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], capture_output=True)
    if mounted.returncode:
        pytest.skip("mounting a small disk is not allowed here")
    try:
        store = FileStore(root=disk / "files", minimum_free_bytes=-(1 << 40), minimum_free_share=-1000.0)
        kept = store.keep(b"a" * 500_000)
        with pytest.raises(StorageFull):
            store.keep(b"b" * 900_000)
        assert list(store.digests()) == [kept]
        assert list((store.root / "parts").iterdir()) == []
        assert store.keep(b"c" * 100_000)
    finally:
        subprocess.run(["umount", disk], check=True)


def test_killed_at_any_moment_no_file_is_half_and_every_promise_is_kept(tmp_path: Path, store: FileStore) -> None:
    code = (
        "import sys, os\n"
        "from pathlib import Path\n"
        "from servicepunt.adapters.storage.disk import FileStore\n"
        "store = FileStore(root=Path(sys.argv[1]), minimum_free_bytes=0, minimum_free_share=0)\n"
        "while True:\n"
        "    os.write(1, (store.keep(os.urandom(300_000)) + '\\n').encode())\n"
    )
    chance = random.Random(2026)
    promised: list[str] = []
    for _ in range(6):
        child = subprocess.Popen([sys.executable, "-c", code, str(store.root)], stdout=subprocess.PIPE)
        assert child.stdout is not None
        promised += [child.stdout.readline().decode().strip() for _ in range(chance.randint(1, 12))]
        child.send_signal(signal.SIGKILL)
        said = child.communicate()[0].decode()
        promised += [line for line in said.split("\n")[:-1] if line]
    for digest in promised:
        assert len(store.read(digest)) == 300_000
    for digest in store.digests():
        store.read(digest)
    store.clear_parts(before=float("inf"))
    assert list((store.root / "parts").iterdir()) == []
