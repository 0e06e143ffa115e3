"""Slice positions as text: gap, touch, overlap, hole and stray all look different."""

import pytest

from millivox.cli.chart import draw
from millivox.cli.strokes import density, stroke
from millivox.cli.terminal import Terminal

PLAIN = Terminal(width=80, blocks=False)


def _volume(positions, thickness_mm, *, interval_mm=None, missing=(), regularity="NONUNIFORM"):
    ks = [k for k in range(len(positions) + len(missing)) if k not in missing]
    slices = [{"k": k, "position_mm": p} for k, p in zip(ks, positions, strict=True)]
    return {
        "slices": slices,
        "interval_mm": interval_mm,
        "thickness_mm": thickness_mm,
        "missing_k": list(missing),
        "blocks": [],
        "regularity": regularity,
    }


def _rows(lines):
    return [line for line in lines if "#" in line or "." in line.replace("mm", "")]


def _few(thickness_mm):
    lines = draw(_volume([5.0 * k for k in range(6)], thickness_mm, interval_mm=5.0), PLAIN)
    upper, lower = (line.ljust(80) for line in lines[1:3])
    return upper, lower


def test_touching_slices_leave_no_column_empty():
    upper, lower = _few(5.0)
    drawn = [a + b for a, b in zip(upper, lower, strict=True)][2:78]
    assert all("#" in pair for pair in drawn)
    assert sum(pair == "##" for pair in drawn) <= 5


def test_a_gap_leaves_columns_empty():
    upper, lower = _few(4.0)
    drawn = [a + b for a, b in zip(upper, lower, strict=True)][2:78]
    assert sum(pair == "  " for pair in drawn) >= 10


def test_an_overlap_covers_columns_twice():
    upper, lower = _few(6.0)
    drawn = [a + b for a, b in zip(upper, lower, strict=True)][2:78]
    assert sum(pair == "##" for pair in drawn) >= 10


def test_a_missing_slice_is_hollow_and_named():
    volume = _volume(
        [5.0 * k for k in range(6) if k != 3], 5.0, interval_mm=5.0, missing=(3,),
        regularity="MISSING",
    )  # fmt: skip
    text = "\n".join(draw(volume, PLAIN))
    assert "..." in text
    assert ". missing" in text


def test_a_stray_slice_stands_apart():
    lines = draw(_volume([*map(float, range(40)), 184.0], 1.0), PLAIN)
    bar = lines[0].strip()
    assert bar.startswith("###")
    assert " " * 30 in bar


def test_close_up_shows_the_odd_distance():
    positions = [5.0 * k + (2.5 if k > 30 else 0.0) for k in range(60)]
    text = "\n".join(draw(_volume(positions, 5.0), PLAIN))
    assert "close up, k 28 to 34" in text


def test_rounding_of_an_even_stack_is_no_gap():
    positions = [round(k / 3, 1) for k in range(60)]
    volume = _volume(positions, 1 / 3, interval_mm=1 / 3, regularity="UNIFORM_TOL")
    assert set(draw(volume, PLAIN)[0].strip()) == {"#"}


@pytest.mark.parametrize("positions", [[], [1.0], [2.0, 2.0]])
def test_nothing_is_drawn_where_there_is_nothing_to_see(positions):
    assert draw(_volume(positions, 5.0), PLAIN) == []


def test_slices_of_unknown_thickness_are_hairlines():
    lines = draw(_volume([5.0 * k for k in range(6)], None, interval_mm=5.0), Terminal())
    assert "│" in "".join(lines)
    assert "█" not in "".join(lines)


@pytest.mark.parametrize("blocks", [True, False])
@pytest.mark.parametrize("interval_mm", [0.37, 1.0, 5.0])
@pytest.mark.parametrize("width", [40, 80, 119])
@pytest.mark.parametrize("missing", [(), (1,)])
def test_each_slice_of_unknown_thickness_has_its_mark(blocks, interval_mm, width, missing):
    terminal = Terminal(width, blocks=blocks)
    solid, hollow = ("▏│▕", "░") if blocks else ("#", ".")
    for n in [count for count in range(4, width - 3) if count < 12 or count % 5 == 0]:
        kept = [k for k in range(n) if k not in missing]
        volume = _volume(
            [interval_mm * k for k in kept], None, interval_mm=interval_mm, missing=missing,
            regularity="MISSING" if missing else "UNIFORM",
        )  # fmt: skip
        lines = draw(volume, terminal)
        labelled = int(lines[0].startswith("k"))
        drawn = "".join(lines[labelled : labelled + 2])
        assert sum(drawn.count(sign) for sign in solid) == n - len(missing), n
        assert drawn.count(hollow) == len(missing), n


def test_a_slice_thinner_than_a_character_is_drawn_in_plain_characters_too():
    lines = draw(_volume([5.0 * k for k in range(6)], 0.01, interval_mm=5.0), PLAIN)
    assert "".join(lines[1:3]).count("#") == 6


@pytest.mark.parametrize("terminal", [Terminal(), PLAIN])
@pytest.mark.parametrize("thickness_mm", [None, 5.0])
@pytest.mark.parametrize("n", [6, 30, 200])
def test_the_legend_names_signs_that_are_drawn(terminal, thickness_mm, n):
    volume = _volume(
        [5.0 * k for k in range(n) if k != 3], thickness_mm, interval_mm=5.0, missing=(3,),
        regularity="MISSING",
    )  # fmt: skip
    *lines, legend = draw(volume, terminal)
    solid, hollow = legend.split()[::2]
    assert legend.split()[1::2] == ["slice", "missing"]
    assert any(solid in line and "1 character" not in line for line in lines)
    assert any(hollow in line and "1 character" not in line for line in lines)


def test_no_line_is_wider_than_the_terminal():
    for width in (40, 80, 120):
        volume = _volume([1.0 * k for k in range(300)], 3.0, interval_mm=1.0)
        lines = draw(volume, Terminal(width))
        assert max(map(len, lines)) <= width


def test_an_edge_inside_a_character_is_drawn_in_eighths():
    assert stroke([(0, 1.25)], [], 3, True) == "█▎ "


def test_a_profile_is_lower_where_less_is_covered():
    text = density([(n, n + 0.5) for n in range(8)], [], 8, 1.0, True)
    assert set(text) == {"▄"}


def test_a_thickness_beyond_all_measure_is_drawn_without_an_error():
    assert draw(_volume([0.0, 0.5, 1.0], 1e308, interval_mm=0.5), PLAIN)
