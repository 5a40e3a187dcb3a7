"""Run inside namespaces of its own: Debian's nginx with the configuration exactly as it is shipped, before a service.

Argument: the configuration. Prints a JSON object, path -> status and body. The machine's own files and ports are out
of reach: what nginx's package brings is there, empty, and nothing else.
"""

from __future__ import annotations

import fcntl
import json
import shutil
import socket
import struct
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

EMPTY = ("/var/lib/nginx", "/var/log/nginx", "/etc/nginx/conf.d", "/etc/nginx/sites-enabled", "/run", "/var/cache")
PATHS = ("/tu-dien/healthz", "/tu-dien/lookup?q=hoc", "/tu-dien/", "/tu-dien/metrics", "/tu-dien")


def main(configuration: str) -> None:
    """Set up, start both, ask."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh", b"lo", 1))  # SIOCSIFFLAGS, IFF_UP
    for folder in EMPTY:
        if Path(folder).is_dir():
            subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=755", "none", folder], check=True)
    shutil.copy(configuration, "/etc/nginx/conf.d/dictsvc.conf")
    service = subprocess.Popen([sys.executable, "-m", "dictsvc", "serve"], stdout=sys.stderr)
    subprocess.run(["/usr/sbin/nginx", "-t"], check=True)
    subprocess.run(["/usr/sbin/nginx"], check=True)
    for _ in range(600):
        if ask(PATHS[0])[0] == 200 or service.poll() is not None:
            break
        time.sleep(0.05)
    print(json.dumps({path: ask(path) for path in PATHS}))
    subprocess.run(["/usr/sbin/nginx", "-s", "stop"], check=True)
    service.terminate()
    service.wait(20)


def ask(path: str) -> tuple[int, str]:
    """Status and body."""
    asked = urllib.request.Request(f"http://127.0.0.1{path}", headers={"Host": "portal.example"})
    try:
        with urllib.request.urlopen(asked, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


main(sys.argv[1])
