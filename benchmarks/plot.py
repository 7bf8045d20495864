"""A line over time as a small SVG, without a library: the docs show it."""

from collections.abc import Sequence
from pathlib import Path

WIDTH, HEIGHT = 720, 240
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 28, 40
STEPS = 4

PLOTS = Path("docs")


def plot_memory(samples: Sequence[Sequence[float]]) -> str:
    """The memory of a process (MB) over the events it has seen, of (events, MB, ...) samples."""
    events, highest = samples[-1][0], _round_up(max(sample[1] for sample in samples))
    across, down = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def x(count: float) -> float:
        return round(LEFT + across * count / events, 1)

    def y(megabytes: float) -> float:
        return round(TOP + down * (1 - megabytes / highest), 1)

    line = " ".join(f"{x(sample[0])},{y(sample[1])}" for sample in samples)
    marks = [
        *(_level(y(highest * step / STEPS), f"{highest * step / STEPS:.0f} MB") for step in range(STEPS + 1)),
        *(_text(x(events * step / STEPS), HEIGHT - 16, f"{_millions(events * step / STEPS)}") for step in range(5)),
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-size="11">',
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
            f'<text x="{LEFT}" y="16">resident memory of a window join, by events</text>',
            *marks,
            f'<polyline points="{line}" fill="none" stroke="#1565c0" stroke-width="1.5"/>',
            "</svg>\n",
        ]
    )


def draw_memory(samples: Sequence[Sequence[float]], *, folder: Path = PLOTS) -> Path:
    """Write the plot of `plot_memory`, and give the file."""
    path = folder / "memory.svg"
    path.write_text(plot_memory(samples), encoding="utf-8")
    return path


def _level(y: float, label: str) -> str:
    rule = f'<line x1="{LEFT}" y1="{y}" x2="{WIDTH - RIGHT}" y2="{y}" stroke="#ddd"/>'
    return f'{rule}<text x="{LEFT - 6}" y="{y + 4}" text-anchor="end">{label}</text>'


def _text(x: float, y: float, label: str) -> str:
    return f'<text x="{x}" y="{y}" text-anchor="middle">{label}</text>'


def _millions(events: float) -> str:
    return f"{events / 1e6:g} M"


def _round_up(megabytes: float) -> float:
    """The next multiple of 40, which four steps divide well."""
    return -(-megabytes // 40) * 40
