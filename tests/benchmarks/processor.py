"""The processor time of a process, without another library."""

import os
import subprocess
from pathlib import Path


def processor_seconds(pid: int) -> float:
    """The processor time a process has used."""
    stat = Path(f"/proc/{pid}/stat")
    if stat.exists():
        user, system = stat.read_text().rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
    # macOS has no /proc; its ps says minutes:seconds
    minutes, seconds = subprocess.check_output(
        ["ps", "-o", "cputime=", "-p", str(pid)], text=True
    ).rsplit(":", 1)
    return 60 * float(minutes.replace(":", "")) + float(seconds)
