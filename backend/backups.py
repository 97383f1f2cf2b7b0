"""`serve backup` and `serve restore`: the archive, and the keys beside it under a passphrase."""

from __future__ import annotations

from pathlib import Path

from backend import archive, keyfile
from backend.passphrase import passphrase
from backend.settings import Settings, SettingsError, load
from backend.upkeep import DATA_IN_USE, lock_of, masked, say


def back_up(settings: Settings, file: Path, keys: Path | None, passphrase_file: Path | None) -> int:
    """Write a backup, and the keys to `keys`; 1 where either cannot be."""
    data = settings.data_dir
    try:
        if keys is None:
            say(archive.backup(settings, file))
            say(
                f"The keys are not in it: without {data / 'keys'} nobody can read passwords of devices, second factors "
                "and callers again. Copy that folder to another place, or have it sealed: --keys FILE"
            )
            return 0
        _apart(keys, file, data)
        word = passphrase(passphrase_file, new=True)
        before = keyfile.keys_of(data)
        say(archive.backup(settings, file))
        # A rotation beside us: what the backup was sealed with is among those of before or of now.
        known = before | keyfile.keys_of(data)
        keyfile.write(keys, known, word)
    except (archive.ArchiveError, keyfile.KeyFileError) as fault:
        say(str(fault))
        return 1
    say(f"sealed {len(known)} files of keys into {keys}: keep it, and its passphrase, apart from the backup")
    return 0


def bring_back(settings: Settings, file: Path, keys: Path | None, passphrase_file: Path | None) -> int:
    """Fill an empty data folder or database, with the keys from `keys`; 1 where it cannot be."""
    data = settings.data_dir
    try:
        found: keyfile.Keys = {}
        if keys is not None:
            found = keyfile.read(keys, passphrase(passphrase_file, new=False))
            keyfile.fits(found, data)
        with lock_of(data):
            say(archive.restore(settings, file, lambda: keyfile.put_back(found, data) if found else None))
    except (archive.ArchiveError, keyfile.KeyFileError) as fault:
        say(str(fault))
        return 1
    except BlockingIOError:
        say(f"the data folder {data} is in use by a running server; stop it first")
        return DATA_IN_USE
    _tell_settings(settings, data)
    if found:
        say(f"brought {len(found)} files of keys back into {data / 'keys'}")
    elif not (data / "keys").exists():
        say(f"Bring the keys back into {data / 'keys'} before the first start: they are not in a backup")
    return 0


def _tell_settings(settings: Settings, data: Path) -> None:
    """A server must not start on another database than the one that was filled, nor this one on its settings."""
    own = data / archive.SETTINGS
    if (data / archive.OF_BACKUP).exists():
        say(f"{own} stays as it is; that of the backup is beside it, as {archive.OF_BACKUP}")
    try:
        named = load({"data": str(data)})
    except SettingsError as fault:
        say(f"look at {own} before the first start: {fault}")
        return
    if named.database_url != settings.database_url:
        say(
            f"{own} names another database ({masked(named)}) than the one that was filled: "
            "change it, or start with --database"
        )


def _apart(keys: Path, file: Path, data: Path) -> None:
    """KeyFileError where the keys would lie with what they open."""
    if keys.resolve() == file.resolve():
        raise keyfile.KeyFileError("the keys need another file than the backup")
    if keys.resolve().is_relative_to(data.resolve()):
        raise keyfile.KeyFileError(f"the keys need a place outside the data folder {data}: the next backup takes it up")
