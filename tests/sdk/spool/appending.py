"""A process that appends records for ever and prints the number of each that was acknowledged; to be killed."""

import asyncio
import sys
from pathlib import Path

from tests.sdk.spool.samples import record, spool_in

TASKS = 8


async def main(folder: Path) -> None:
    """Append from many tasks, each with numbers of its own."""
    async with spool_in(folder, max_bytes=1_000_000_000) as spool:

        async def append(number: int) -> None:
            while True:
                await spool.append([record(number)])
                sys.stdout.write(f"{number}\n")
                sys.stdout.flush()
                number += TASKS

        await asyncio.gather(*map(append, range(TASKS)))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
