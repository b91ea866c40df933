"""Build every image, for the tests that come later: python -m tests.image"""

import time

from tests.image.build import REQUIREMENTS, build

if __name__ == "__main__":
    for stage in REQUIREMENTS:
        begun = time.monotonic()
        build(stage)
        print(f"{stage}: built in {time.monotonic() - begun:.0f} s", flush=True)
