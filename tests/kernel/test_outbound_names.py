"""Names are asked for by threads that are kept, and one that hangs holds nobody up."""

import subprocess
import sys
import threading
import time

import pytest

from livecompliance.kernel import outbound_address
from livecompliance.kernel.outbound_address import Refused

HERE = ("127.0.0.1", 80)
FORKED = """
import os, sys, time
from livecompliance.kernel import outbound_address as names
names._asked("127.0.0.1", 80, time.monotonic() + 5)
assert len(names._idle) == 1
child = os.fork()
if not child:
    found = names._asked("127.0.0.1", 80, time.monotonic() + 5)
    os._exit(0 if str(found[0]) == "127.0.0.1" else 1)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def soon():
    return time.monotonic() + 5


def askers():
    return [one for one in threading.enumerate() if one.name == "outbound-name"]


def test_one_after_the_other_is_asked_by_one_thread():
    outbound_address._asked(*HERE, soon())
    before = set(askers())

    for _ in range(50):
        assert str(outbound_address._asked(*HERE, soon())[0]) == "127.0.0.1"

    assert set(askers()) <= before


def test_many_at_once_leave_few_threads_behind():
    with_answers = []

    def ask():
        with_answers.append(outbound_address._asked(*HERE, soon()))

    many = [threading.Thread(target=ask) for _ in range(40)]
    for one in many:
        one.start()
    for one in many:
        one.join()

    assert len(with_answers) == 40
    end = time.monotonic() + 5
    while len(askers()) > outbound_address.MOST_IDLE and time.monotonic() < end:
        time.sleep(0.01)
    assert len(askers()) <= outbound_address.MOST_IDLE


def test_a_name_that_hangs_holds_up_nobody_but_who_asked_for_it(monkeypatch):
    let_go, really = threading.Event(), outbound_address.socket.getaddrinfo

    def slow(host, *given, **more):
        if host == "hangs.example":
            let_go.wait(5)
        return really("127.0.0.1", *given[:1], **more)

    monkeypatch.setattr(outbound_address.socket, "getaddrinfo", slow)
    with pytest.raises(Refused, match="in time"):
        outbound_address._asked("hangs.example", 80, time.monotonic() + 0.02)

    assert str(outbound_address._asked("answers.example", 80, soon())[0]) == "127.0.0.1"
    let_go.set()


@pytest.mark.long
def test_a_process_that_was_forked_asks_with_threads_of_its_own():
    command = [sys.executable, "-W", "ignore", "-c", FORKED]

    assert subprocess.run(command, timeout=30, check=False).returncode == 0
