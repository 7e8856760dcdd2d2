"""Runs a command on a pseudo-terminal and tells what a person would see.

    screen.py '{"size": [80, 24], "events": [...]}' COMMAND [ARGUMENT...]

Each event waits for a pattern on the screen ("sees"), or, without one, for the next output; then it may resize the
terminal ("size": [columns, rows]) or press a key ("press"). Every screen between the first and the last output is
looked at: the report, one JSON object, has the screens at the events, the last screen, the exit code, whether the cursor
is hidden at the end, and which screens a line had reached the right margin of or the cursor had left below.
"""
import fcntl
import json
import os
import pty
import re
import select
import struct
import sys
import termios
import time

import pyte

PATIENCE = 120


def resize(descriptor, size):
    columns, rows = size
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def main():
    wanted, command = json.loads(sys.argv[1]), sys.argv[2:]
    size = wanted["size"]
    child, terminal = pty.fork()
    if child == 0:
        # The parent sets the size before it lets the child go on.
        os.read(0, 1)
        os.execv(command[0], command)
    resize(terminal, size)
    os.write(terminal, b"\n")
    screen = pyte.HistoryScreen(*size, history=1000, ratio=0.5)
    stream = pyte.ByteStream(screen)
    events, seen, full = list(wanted.get("events", [])), [], []
    deadline = time.monotonic() + PATIENCE
    while True:
        ready, _, _ = select.select([terminal], [], [], max(0, deadline - time.monotonic()))
        if not ready:
            os.kill(child, 9)
            raise SystemExit(f"nothing more came; the screen was: {screen.display}")
        try:
            output = os.read(terminal, 65536)
        except OSError:  # EIO: the child has closed its end (pty(7)).
            break
        if not output:
            break
        stream.feed(output)
        lines = [line.rstrip() for line in screen.display]
        # Only what is redrawn must stay off the margin: a notice may be long.
        if screen.cursor.hidden:
            full += [line for line in lines if len(line) >= screen.columns and "/s" in line]
        if events and ("sees" not in events[0] or any(re.search(events[0]["sees"], line) for line in lines)):
            event = events.pop(0)
            seen.append(lines)
            if "size" in event:
                resize(terminal, event["size"])
                screen.resize(event["size"][1], event["size"][0])
            if "press" in event:
                os.write(terminal, event["press"].encode())
    _, status = os.waitpid(child, 0)
    history = ["".join(line[x].data for x in range(screen.columns)).rstrip() for line in screen.history.top]
    print(json.dumps({
        "seen": seen, "last": history + [line.rstrip() for line in screen.display],
        "code": os.waitstatus_to_exitcode(status), "isCursorHidden": screen.cursor.hidden, "full": full,
        "left": len(events),
    }))


main()
