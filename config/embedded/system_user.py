"""PostgreSQL refuses to run as root: there it runs as a system user made for it."""

import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path

from config.embedded.process import Account
from config.env import EnvironmentProblem

NAME = "pgserver"


def account() -> Account | None:
    """Whom to run PostgreSQL as; None when we are an ordinary user and it runs as ourselves."""
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        _create()
        entry = pwd.getpwnam(NAME)
    return Account(uid=entry.pw_uid, gid=entry.pw_gid)


def _create() -> None:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    command = [useradd or "useradd", "--system", "--user-group", "--no-create-home", NAME]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - fixed words
    except (OSError, subprocess.CalledProcessError) as error:
        raise EnvironmentProblem(
            f"PostgreSQL does not run as root, and the system user {NAME} for it cannot be made: "
            "start as an ordinary user, or set DATABASE_URL."
        ) from error


def open_the_way(path: Path) -> list[Path]:
    """Let other accounts pass through the directories above `path` (not list them); returns those changed."""
    changed = []
    for folder in path.resolve().parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(stat.S_IMODE(mode) | stat.S_IXOTH)
            changed.append(folder)
    return changed


def make_readable(root: Path) -> None:
    """What pip installed under a strict umask, readable for others like any other program."""
    for folder, _, names in os.walk(root):
        for path in (Path(folder), *(Path(folder, name) for name in names)):
            if path.is_symlink():
                continue
            mode = stat.S_IMODE(path.stat().st_mode)
            extra = stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0)
            if mode | extra != mode:
                path.chmod(mode | extra)
