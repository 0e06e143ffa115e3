"""Lengths drawn as block characters, to an eighth of a character."""

from collections.abc import Iterable, Sequence

Span = tuple[float, float]
EIGHTHS = 8
LEFT = " ▏▎▍▌▋▊▉█"
HEIGHT = " ▁▂▃▄▅▆▇█"
#: Right parts: the block characters know only an eighth, a half and the whole.
RIGHT = " ▕▕▐▐▐▐██"


def stroke(solid: Iterable[Span], hollow: Iterable[Span], cells: int, blocks: bool) -> str:
    """Spans (in cells) as one line; hollow ones shaded.

    Examples
    --------
    >>> stroke([(0, 2.5)], [(4, 6)], 6, True)
    '██▌ ░░'
    >>> stroke([(0, 2.5)], [(4, 6)], 6, False)
    '### ..'
    """
    inked = _ink(solid, cells)
    shaded = _ink(hollow, cells)
    letters = []
    for cell in range(cells):
        part = inked[cell * EIGHTHS : (cell + 1) * EIGHTHS]
        shade = sum(shaded[cell * EIGHTHS : (cell + 1) * EIGHTHS])
        letter = _letter(part) if blocks else "#" if sum(part) >= EIGHTHS // 2 else " "
        if letter == " " and shade >= EIGHTHS // 2:
            letter = "░" if blocks else "."
        letters.append(letter)
    return "".join(letters)


def _ink(spans: Iterable[Span], cells: int) -> list[bool]:
    """Which eighths of the line are covered; a span covers at least one."""
    ink = [False] * (cells * EIGHTHS)
    for start, end in spans:
        first = min(max(round(start * EIGHTHS), 0), len(ink) - 1)
        last = min(max(round(end * EIGHTHS), first + 1), len(ink))
        ink[first:last] = [True] * (last - first)
    return ink


def _letter(part: Sequence[bool]) -> str:
    """The block character nearest to eight eighths of ink."""
    count = sum(part)
    if count in (0, EIGHTHS):
        return LEFT[count]
    from_left = next((n for n, inked in enumerate(part) if not inked), EIGHTHS)
    if from_left == count:
        return LEFT[count]
    from_right = next((n for n, inked in enumerate(reversed(part)) if not inked), EIGHTHS)
    if not from_left and not from_right:
        return "│"  # a hairline inside the character
    return RIGHT[from_right] if from_right >= from_left else LEFT[from_left]


def density(
    spans: Sequence[Span], holes: Sequence[Span], cells: int, window: float, blocks: bool
) -> str:
    """How much of each cell's surroundings the spans cover, as heights.

    Parameters
    ----------
    window
        Width of the surroundings in cells: at least an interval, or a regular stack would
        show beats that are not there.

    Examples
    --------
    >>> density([(0, 2), (3, 4)], [], 4, 1.0, True)
    '██ █'
    """
    covered = _running(_ink(spans, cells))
    empty = _ink(holes, cells)
    letters = []
    for cell in range(cells):
        if sum(empty[cell * EIGHTHS : (cell + 1) * EIGHTHS]) >= EIGHTHS // 2:
            letters.append("░" if blocks else ".")
            continue
        half = max(window, 1.0) * EIGHTHS / 2
        low = max(round((cell + 0.5) * EIGHTHS - half), 0)
        high = min(round((cell + 0.5) * EIGHTHS + half), cells * EIGHTHS)
        share = (covered[high] - covered[low]) / (high - low)
        letters.append(_height(share) if blocks else "#" if share > 0.95 else "=-"[share < 0.5])
        if not share:
            letters[-1] = " "
    return "".join(letters)


def _height(share: float) -> str:
    """Full only where (nearly) all is covered, empty only where nothing is."""
    if share > 0.97:
        return HEIGHT[-1]
    return HEIGHT[min(max(round(share * EIGHTHS), 1), EIGHTHS - 1)]


def _running(ink: Sequence[bool]) -> list[int]:
    total = [0]
    for inked in ink:
        total.append(total[-1] + inked)
    return total
