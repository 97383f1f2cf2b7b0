"""The data folder: room on the disk, and whether the database is whole."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from installers.findings import Finding, Level, Words

_NEEDED_GB = 2.0


def disk(folder: Path) -> Iterator[Finding]:
    """Free space where the data lies or will lie."""
    place = next(path for path in (folder, *folder.parents) if path.exists())
    free_gb = shutil.disk_usage(place).free / 1e9
    enough = free_gb >= _NEEDED_GB
    yield Finding(
        Words("Disk", "磁盘"),
        Level.GOOD if enough else Level.BAD,
        Words(f"{free_gb:.1f} GB free at {folder}", f"{folder} 可用 {free_gb:.1f} GB"),
        None
        if enough
        else Words(
            f"Free at least {_NEEDED_GB:.0f} GB: the server stops writing",
            f"请腾出至少 {_NEEDED_GB:.0f} GB：否则中心停止写入",
        ),
    )


def database(folder: Path) -> Iterator[Finding]:
    """SQLite's own quick check, read only."""
    subject = Words("Database", "数据库")
    path = folder / "citywall.db"
    if not path.exists():
        yield Finding(
            subject,
            Level.LOOK,
            Words(f"none yet at {path}", f"{path} 尚未建立"),
            Words("./citywall run makes it", "./citywall run 会建立"),
        )
        return
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)) as connection:
            verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            tables = connection.execute("SELECT count(*) FROM sqlite_master WHERE type = 'table'").fetchone()[0]
    except sqlite3.Error as error:
        yield Finding(
            subject,
            Level.BAD,
            Words(f"cannot be read: {error}", f"无法读取：{error}"),
            Words(
                "Restore the last backup: ./citywall serve restore FILE",
                "请恢复最近备份：./citywall serve restore FILE",
            ),
        )
        return
    if verdict == "ok":
        size_mb = path.stat().st_size / 1e6
        yield Finding(
            subject,
            Level.GOOD,
            Words(f"whole, {tables} tables, {size_mb:.0f} MB", f"完好，{tables} 张表，{size_mb:.0f} MB"),
        )
    else:
        yield Finding(
            subject,
            Level.BAD,
            Words(f"damaged: {verdict}", f"损坏：{verdict}"),
            Words(
                "Restore the last backup: ./citywall serve restore FILE",
                "请恢复最近备份：./citywall serve restore FILE",
            ),
        )
