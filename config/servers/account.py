"""The account the servers run as: PostgreSQL refuses to run as root.

An ordinary user's servers run as that user. Root's run in a user namespace, in which root is
called by an ordinary account's number: no account and no permission is changed. Where
namespaces are refused, or do not reach the files, root's servers run as an existing ordinary
account. In a folder that belongs to an ordinary user, they run as that user even for root.
"""

import ctypes
import os
import pwd
from collections.abc import Callable
from functools import partial
from pathlib import Path

CLONE_NEWUSER = 0x10000000
PR_SET_KEEPCAPS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 8, 47, 2
CAP_DAC_OVERRIDE = 1
CAPABILITIES_VERSION_3 = 0x20080522

libc = ctypes.CDLL(None, use_errno=True)


def become_ordinary(folder: Path, files: list[Path]) -> None:
    """Stop being root, for good, in a way which still reaches `folder` and reads `files`."""
    if os.geteuid() != 0:
        return
    owner = _account_of(folder.stat().st_uid)
    if owner is not None and _works(partial(_become, owner), folder, files):
        _own_inside(folder, owner)
        _become(owner)
    elif _namespaces_wanted() and _works(_enter_namespace, folder, files):
        os.chown(folder, 0, 0)
        _own_inside(folder, pwd.getpwuid(0))
        _enter_namespace()
    else:
        account = _ordinary_account()
        os.chown(folder, 0, 0)
        _own_inside(folder, account)
        _become(account, reaching_every_file=True)


def _namespaces_wanted() -> bool:
    return os.environ.get("MITRA_SERVERS_AS") != "account"


def _ordinary_account() -> pwd.struct_passwd:
    """An account that is not root's: a person's or a service's if there is one, else nobody's."""
    others = [entry for entry in pwd.getpwall() if entry.pw_uid != 0]
    nobody = [entry for entry in others if entry.pw_name == "nobody"]
    return (nobody or others)[0]


def _account_of(number: int) -> pwd.struct_passwd | None:
    if number == 0:
        return None
    try:
        return pwd.getpwuid(number)
    except KeyError:
        return None  # initdb refuses a user without an entry


def _works(change: Callable[[], None], folder: Path, files: list[Path]) -> bool:
    """Whether the change is allowed here, and everything is still in reach after it."""

    def attempt() -> bool:
        change()
        reached = os.access(folder, os.R_OK | os.W_OK | os.X_OK)
        return reached and all(os.access(file, os.R_OK) for file in files)

    return _in_a_child(attempt)


def _in_a_child(attempt: Callable[[], bool]) -> bool:
    child = os.fork()
    if child == 0:
        try:
            os._exit(0 if attempt() else 1)
        except BaseException:  # the child must end here whatever happens
            os._exit(1)
    return os.waitpid(child, 0)[1] == 0


def _enter_namespace() -> None:
    inside = _ordinary_account()
    user, group = os.geteuid(), os.getegid()
    _call(libc.unshare, CLONE_NEWUSER)  # os.unshare comes with Python 3.12
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{inside.pw_uid} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{inside.pw_gid} {group} 1")
    # Privileges inside the namespace end when a program is started: it is not root there.


def _become(account: pwd.struct_passwd, *, reaching_every_file: bool = False) -> None:
    if reaching_every_file:
        _prctl(PR_SET_KEEPCAPS, 1)
    os.setgroups([])
    os.setresgid(account.pw_gid, account.pw_gid, account.pw_gid)
    os.setresuid(account.pw_uid, account.pw_uid, account.pw_uid)
    if reaching_every_file:
        _keep_reaching_every_file()


def _keep_reaching_every_file() -> None:
    """Root's project often lies where no other account may look; permissions stay as they are."""
    header = (ctypes.c_uint32 * 2)(CAPABILITIES_VERSION_3, 0)
    one = 1 << CAP_DAC_OVERRIDE
    sets = (ctypes.c_uint32 * 6)(one, one, one, 0, 0, 0)  # effective, permitted, inheritable
    _call(libc.capset, ctypes.byref(header), ctypes.byref(sets))
    _prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE)


def _own_inside(folder: Path, account: pwd.struct_passwd) -> None:
    """Give what is inside our own folder to the account; links are not followed."""
    for path in folder.iterdir():
        if path.lstat().st_uid == account.pw_uid:
            continue
        os.lchown(path, account.pw_uid, account.pw_gid)
        if path.is_dir() and not path.is_symlink():
            _own_inside(path, account)


def _prctl(option: int, *arguments: int) -> None:
    padded = [*arguments, 0, 0, 0, 0][:4]
    _call(libc.prctl, option, *(ctypes.c_ulong(argument) for argument in padded))


def _call(function: Callable[..., int], *arguments: object) -> None:
    if function(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
