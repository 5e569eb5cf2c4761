"""Plots as inline SVG: numbers in, markup out; colours and fonts come from the page's style sheet.

Every plot has a label that says in words what it shows, for those who do not see it.
"""

from collections.abc import Iterable, Sequence
from html import escape

from bot.evaluation.confidence import Bin, RiskCoverage
from bot.evaluation.intervals import Interval

_WIDTH, _HEIGHT = 400, 308
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 386, 20, 260
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


def interval_bar(value: float, interval: Interval | None) -> str:
    """A percentage as a filled track, with its interval as a whisker on it."""
    whisker = ""
    if interval is not None:
        low, high = interval
        whisker = (
            f'<line class="whisker" x1="{low:.2f}" x2="{high:.2f}" y1="5" y2="5"/>'
            f'<line class="whisker" x1="{low:.2f}" x2="{low:.2f}" y1="2" y2="8"/>'
            f'<line class="whisker" x1="{high:.2f}" x2="{high:.2f}" y1="2" y2="8"/>'
        )
    return (
        '<svg class="track" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="rail" width="100" height="4" y="3"/>'
        f'<rect class="fill" width="{value:.2f}" height="4" y="3"/>{whisker}</svg>'
    )


def reliability_plot(bins: Sequence[Bin], threshold: float | None = None) -> str:
    """A bar for each stretch of confidence, as high as the share that is right there.

    A line stands at the confidence from which answers are given, if `threshold` names it.
    """
    label = "Share of right answers by confidence: " + ", ".join(
        f"{_percent(one.right)} right at {_percent(one.confidence)} sure ({one.count})"
        for one in bins
    )
    parts = [_axes("how sure it was", "right")]
    for one in bins:
        left, right = _x(one.low) + 2, _x(one.high) - 2
        top = _y(one.right)
        count = (
            f'<text class="count" x="{(left + right) / 2:.1f}" y="{min(top, _y(0) - 2) - 5:.1f}">'
        )
        parts.append(
            f'<rect class="bar" x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" '
            f'height="{_y(0) - top:.1f}"/>{count}{one.count}</text>'
            f'<circle class="mean" cx="{_x(one.confidence):.1f}" cy="{_y(one.right):.1f}" r="3.5"/>'
        )
    parts.append(_line("diagonal", [(0, 0), (1, 1)]))
    if threshold is not None:
        x = _x(threshold)
        ends = f'x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{_BOTTOM}"'
        parts.append(f'<line class="threshold" {ends}/>')
    return _plot(label, parts)


def risk_coverage_plot(curve: RiskCoverage, answered: float) -> str:
    """The risk of answering that much; `answered` is the share that was answered, 0 to 1."""
    here = min(range(len(curve.coverage)), key=lambda i: abs(curve.coverage[i] - answered))
    at = (curve.coverage[here], curve.risk[here])
    label = (
        f"Wrong answers by share of questions answered: {_percent(at[1])} wrong at the present "
        f"{_percent(at[0])}, {_percent(curve.risk[-1])} if all were answered"
    )
    points = list(zip(curve.coverage, curve.risk, strict=True))
    ground = [(points[0][0], 0.0), *points, (points[-1][0], 0.0)]
    parts = [
        _axes("questions answered", "wrong"),
        f'<polygon class="area" points="{_points(ground)}"/>',
        _line("ideal", _ideal(curve)),
        _line("curve", points),
    ]
    if answered > 0:
        parts.append(_mark(at))
    return _plot(label, parts)


def _ideal(curve: RiskCoverage) -> list[tuple[float, float]]:
    """The curve if every right answer were surer than every wrong one."""
    last = curve.coverage[-1]
    right = last * (1 - curve.risk[-1])
    steps = [right + (last - right) * i / 20 for i in range(21)]
    return [(0.0, 0.0)] + [(c, (c - right) / c if c else 0.0) for c in steps]


def _mark(at: tuple[float, float]) -> str:
    x, y = _x(at[0]), _y(at[1])
    anchor = "start" if at[0] < 0.3 else "middle" if at[0] < 0.7 else "end"
    return (
        f'<circle class="here" cx="{x:.1f}" cy="{y:.1f}" r="5"/>'
        f'<text class="note" x="{x:.1f}" y="{y - 12:.1f}" text-anchor="{anchor}">'
        f"now: {_percent(at[0])} answered, {_percent(at[1])} wrong</text>"
    )


def _plot(label: str, parts: Iterable[str]) -> str:
    return (
        f'<svg class="plot" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-label="{escape(label)}">{"".join(parts)}</svg>'
    )


def _axes(across: str, up: str) -> str:
    grid = "".join(map(_tick, _TICKS))
    middle = (_LEFT + _RIGHT) / 2
    return (
        f'{grid}<text class="axis" x="{middle}" y="{_HEIGHT - 8}" text-anchor="middle">'
        f"{across}, %</text>"
        f'<text class="axis" x="{_LEFT + 6}" y="{_TOP + 14}">{up}, %</text>'
    )


def _tick(at: float) -> str:
    """A line across at this share, and its number on both axes."""
    x, y, shown = _x(at), _y(at), f"{100 * at:.0f}</text>"
    return (
        f'<line class="grid" x1="{_LEFT}" x2="{_RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        f'<text class="tick" x="{_LEFT - 7}" y="{y + 4:.1f}" text-anchor="end">{shown}'
        f'<text class="tick" x="{x:.1f}" y="{_BOTTOM + 18}" text-anchor="middle">{shown}'
    )


def _line(name: str, points: Sequence[tuple[float, float]]) -> str:
    return f'<polyline class="{name}" points="{_points(points)}"/>'


def _points(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{_x(x):.1f},{_y(y):.1f}" for x, y in points)


def _x(share: float) -> float:
    return _LEFT + share * (_RIGHT - _LEFT)


def _y(share: float) -> float:
    return _BOTTOM - share * (_BOTTOM - _TOP)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
