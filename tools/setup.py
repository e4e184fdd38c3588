"""What `./lc` needs first: .venv, pinned packages, npm assets. Standard library only.

Every step is stamped with a digest of its input, inside what it makes: the second run skips it.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCAL, VENV, MODULES = ROOT / ".local", ROOT / ".venv", ROOT / "node_modules"
PYTHON = VENV / "bin" / "python"
KINDS = ("demo", "test")
OLDEST_NODE = 20
NEVER_IMPORTED = (
    r"/tests?/|/_tests/|/testing/|/conf/locale/(?!en|zh)|/numpy/f2py/|/prompt_toolkit/|/gis/|/uv/"
    r"|/allauth/(socialaccount/providers|headless|idp)/|/backends/(oracle|mysql)/|/lib2to3/"
    r"|/(mypyc?|djlint|jsbeautifier|babel|ruamel|wcwidth|rich)/|/pygments/(lexers|styles)/"
)
BEGAN = float(os.environ.setdefault("LC_BEGAN", str(time.time())))  # outlives exec


class SetupFailed(Exception):
    """A step cannot be done on this machine; the message says which and what would help."""


def say(message: str) -> None:
    """Report progress on stderr; stdout belongs to the answer."""
    print(f"[lc {time.time() - BEGAN:6.1f}s] {message}", file=sys.stderr, flush=True)


def environment() -> dict[str, str]:
    """Return the environment of everything we start: the programs of .venv come first."""
    return dict(os.environ) | {"PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}


def run(*command: str | Path, env: Mapping[str, str] | None = None) -> bool:
    """Run a command with its output on stderr; say whether it succeeded."""
    parts = [str(part) for part in command]
    return subprocess.run(parts, cwd=ROOT, env=env, stdout=sys.stderr, check=False).returncode == 0


def digest(*names: str) -> str:
    """Return what a step depends on: this Python and the content of some files."""
    found = hashlib.sha256(sys.version.encode())
    for name in names:
        found.update((ROOT / name).read_bytes())
    return found.hexdigest()


def stamped(stamp: Path, value: str, action: Callable[[], None]) -> None:
    """Do what was not done yet with this very input."""
    if stamp.exists() and stamp.read_text(encoding="ascii") == value:
        return
    action()
    stamp.write_text(value, encoding="ascii")


def apt(*packages: str) -> bool:
    """Install Debian packages; False where this is not Debian or we are not root."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return False
    say("apt-get install " + " ".join(packages))
    quiet = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
    env = dict(os.environ) | {"DEBIAN_FRONTEND": "noninteractive"}
    install = [*quiet, "-y", "--no-install-recommends", "install", *packages]
    return run(*quiet, "update", env=env) and run(*install, env=env)


def make_venv() -> None:
    """Make .venv, or make it anew when its Python is gone."""
    works = (
        PYTHON.exists()
        and not subprocess.run(
            [PYTHON, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"], check=False
        ).returncode
    )
    if works:
        return
    say("creating .venv")
    shutil.rmtree(VENV, ignore_errors=True)
    if run(sys.executable, "-m", "venv", "--without-pip", VENV):
        return
    if apt("python3-venv") and run(sys.executable, "-m", "venv", "--without-pip", VENV):
        return
    raise SetupFailed("python3-venv is missing: install it, then run this again")


def install_uv() -> None:
    """Put the pinned uv into .venv with whatever pip this machine has."""
    pin = ["install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r"]
    file = "requirements/bootstrap.txt"
    outside = [sys.executable, "-m", "pip", "--python", str(PYTHON)]  # pip 22.3 and later
    try:
        if not subprocess.run([*outside, *pin, file], cwd=ROOT, capture_output=True).returncode:
            return
    except OSError:
        pass
    if not run(PYTHON, "-m", "ensurepip", "--default-pip"):
        raise SetupFailed("neither pip nor ensurepip works: install python3-venv")
    if not run(PYTHON, "-m", "pip", *pin, file):
        raise SetupFailed("pip cannot install requirements/bootstrap.txt; is there a network?")


def need_uv() -> None:
    """Have the pinned uv in .venv."""
    stamped(VENV / "lc-uv.stamp", digest("requirements/bootstrap.txt"), install_uv)


def compile_packages() -> None:
    """Write the bytecode of what a process of ours may import, so that each starts fast."""
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    folders = [str(path) for path in VENV.glob("lib/python3*/site-packages")]
    run(PYTHON, "-m", "compileall", "-q", "-j", "0", "-x", NEVER_IMPORTED, *folders, env=env)


def install(kind: str) -> None:
    """Install one pinned set, every file checked against its hash."""
    file = f"requirements/{kind}.txt"

    def action() -> None:
        need_uv()
        say(f"installing {file}")
        options = ["--quiet", "--require-hashes", "-r", file]
        certificates = {"UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1"}
        uv = [str(PYTHON), "-m", "uv", "pip", "install", "--python", str(PYTHON), *options]
        if not run(*uv, env=dict(os.environ) | certificates):
            say("uv could not; trying pip")
            pip = [str(PYTHON), "-m", "pip", "install", "--no-compile", *options]
            if not run(PYTHON, "-m", "ensurepip", "--default-pip") or not run(*pip):
                raise SetupFailed(f"{file} cannot be installed; what pip said is above")
        if kind in KINDS:
            compile_packages()

    stamped(VENV / f"lc-{kind}.stamp", digest(file), action)


def has_node() -> bool:
    """Return whether PATH offers npm and a Node.js that is new enough."""
    node = shutil.which("node")
    if not node or not shutil.which("npm"):
        return False
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = said.strip().lstrip("v").split(".")[0]
    return major.isdigit() and int(major) >= OLDEST_NODE


def install_assets() -> None:
    """Run `npm ci`, with Node.js from PATH or, failing that, from a wheel; cut the icon sprite."""

    def action() -> None:
        if not has_node():
            install("node")
        env = environment() if not has_node() else dict(os.environ)
        say("npm ci")
        npm = shutil.which("npm", path=env["PATH"])
        if not npm or not run(npm, "ci", "--silent", "--no-audit", "--no-fund", env=env):
            raise SetupFailed("npm ci failed; what npm said is above")

    stamped(MODULES / ".lc.stamp", digest("package-lock.json", "package.json"), action)
    icons = digest("tools/icons.txt", "tools/icons.py", "package-lock.json")
    stamped(MODULES / ".lc-icons.stamp", icons, cut_icons)


def cut_icons() -> None:
    """Make the sprite of the icons that our pages use."""
    from tools import icons

    try:
        icons.write()
    except LookupError as missing:
        raise SetupFailed(str(missing.args[0])) from missing


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let a second ./lc wait while the first one sets up."""
    LOCAL.mkdir(exist_ok=True)
    with (LOCAL / "setup.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("another ./lc is setting up; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _in_parallel(*actions: Callable[[], None]) -> None:
    """Run every action to its end; raise what the first of them raised."""
    with ThreadPoolExecutor(len(actions)) as pool:
        running = [pool.submit(action) for action in actions]
    for action in running:
        action.result()


def _set_up(kind: str) -> None:
    if kind not in KINDS:
        raise SetupFailed(f"nothing is called {kind}; there is: {', '.join(KINDS)}")
    with one_at_a_time():
        make_venv()
        if not has_node():
            need_uv()  # both sides below need it, and only one may fetch it
        _in_parallel(lambda: install(kind), install_assets)
        _make_importable()
        (ROOT / "build" / "static").mkdir(parents=True, exist_ok=True)  # WhiteNoise looks for it
        _compile_messages()


def _make_importable() -> None:
    """Let the programs in .venv/bin (pytest, celery) find the checkout from any folder."""
    for folder in VENV.glob("lib/python3*/site-packages"):
        (folder / "livecompliance.pth").write_text(f"{ROOT}\n", encoding="utf-8")


def _compile_messages() -> None:
    """Compile the catalogues; gettext's own programs are not needed."""
    catalogues = sorted(str(p.relative_to(ROOT)) for p in ROOT.glob("locale/*/LC_MESSAGES/*.po"))
    stamp = LOCAL / "messages.stamp"
    if not all((ROOT / name).with_suffix(".mo").exists() for name in catalogues):
        stamp.unlink(missing_ok=True)

    def action() -> None:
        if not run(PYTHON, "-m", "tools.messages", "compile"):
            raise SetupFailed("a catalogue in locale/ cannot be compiled")

    stamped(stamp, digest(*catalogues), action)


def prepare(kind: str) -> str:
    """Set up for `demo` or `test`; return the Python to use, or end with one clear line."""
    try:
        _set_up(kind)
    except (SetupFailed, OSError) as failure:
        sys.exit(f"lc: {failure}")
    except KeyboardInterrupt:
        sys.exit("lc: stopped while setting up; run it again to go on")
    return str(PYTHON)


def main(arguments: list[str]) -> int:
    """`./lc setup [demo|test]`: print the path of the Python to use."""
    print(prepare(arguments[0] if arguments else "demo"))
    return 0
