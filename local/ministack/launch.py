"""Runs MiniStack on a free loopback port and never outlives the process that started it.

File descriptor 0 is a pipe of which only the parent holds the other end: its end of file means that the parent is
gone, however it died. Descriptor 3 carries the port back. The process leads a group of its own, so that the Lambda
processes go with it.
"""

import os
import shutil
import signal
import socket
import threading


def end_with_parent() -> None:
    while os.read(0, 4096):
        pass
    shutil.rmtree(os.environ["CHARIOT_RUN_DIR"], ignore_errors=True)
    os.killpg(0, signal.SIGKILL)


def main() -> None:
    threading.Thread(target=end_with_parent, daemon=True).start()
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    port = str(listener.getsockname()[1])
    os.environ["GATEWAY_PORT"] = port

    import uvicorn

    # Without date_header=False there are two Date headers, and the SDK throws "Invalid time value".
    server = uvicorn.Server(uvicorn.Config(
        "ministack.app:app", timeout_keep_alive=75, access_log=False, date_header=False, log_level="warning"))
    os.write(3, port.encode())
    os.close(3)
    server.run(sockets=[listener])


main()
