"""What ``millivox check`` prints for people: a series, its verdict, its numbers, its slices."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from millivox.cli import chart
from millivox.cli.layout import cut, mark, printable, rule, table, wrapped
from millivox.cli.said import axes, counted, findings, named
from millivox.cli.terminal import Terminal
from millivox.decimals import plain

Json = Mapping[str, Any]
#: Values of a split that are named before it gets too long.
MOST_VALUES = 5


def series(one: Json, terminal: Terminal, *, slices: bool = False) -> list[str]:
    """One series from its heading to its slices."""
    lines = [_heading(one, terminal), *_subtitle(one, terminal), ""]
    lines += _verdict(one, terminal)
    for alike in _alike(one["volumes"]):
        if len(one["volumes"]) > 1:
            lines += ["", _volume_title(alike, len(one["volumes"]), terminal)]
        lines += ["", *_volume(alike[0][1], terminal)]
        if slices:
            lines += [line for _, each in alike for line in ("", *_slices(each, terminal))]
    if not one["volumes"]:
        lines += _pictures(one["images"], terminal)
    untold = [finding for finding in one["findings"] if not _is_said(finding, one["verdict"])]
    told = findings(untold, terminal, instances=one["n_instances"])
    return lines + (["", *told] if told else [])


def _heading(one: Json, terminal: Terminal) -> str:
    count = counted(one["n_instances"], "instance")
    there, claimed = one["n_frames"], one["n_frames_claimed"]
    if there != one["n_instances"] or there != claimed:
        count += f", {counted(there, 'frame')}"
    count += f" ({claimed} claimed)" if claimed != there else ""
    return rule(_title(one), count, terminal)


def _title(one: Json) -> str:
    return " ".join(filter(None, (one["modality"], named(one["description"])))) or "series"


def _subtitle(one: Json, terminal: Terminal) -> list[str]:
    parts = [one.get("manufacturer"), one["series_uid"]]
    text = terminal.either(" · ", ", ").join(printable(part) for part in parts if part)
    text = cut(text, terminal.width, terminal.either("…", "~"))
    return [terminal.paint(text, "dim")] if text else []


def _verdict(one: Json, terminal: Terminal) -> list[str]:
    lines = wrapped(one["verdict"], terminal, indent=4)
    sign = _sign(one["severity"], terminal)
    painted = [terminal.paint(line.strip(), "strong") for line in lines]
    return [f"  {sign} {painted[0]}", *(f"    {line}" for line in painted[1:])]


def _is_said(finding: Json, verdict: str) -> bool:
    """Whether the verdict already holds a mere note word by word."""
    return finding["severity"] == "info" and finding["text"].rstrip(".").lower() in verdict.lower()


def _sign(severity: str, terminal: Terminal) -> str:
    """The sign of a series: a tick only where there is nothing to say at all."""
    role = "good" if severity == "ok" else severity
    return terminal.paint(mark(role, terminal), role)


def _alike(volumes: Sequence[Json]) -> list[list[tuple[int, Json]]]:
    """Volumes with their numbers, those of the same geometry together: one chart tells them all."""
    groups: dict[str, list[tuple[int, Json]]] = {}
    for place, volume in enumerate(volumes, start=1):
        groups.setdefault(_shape_of(volume), []).append((place, volume))
    return list(groups.values())


def _shape_of(volume: Json) -> str:
    numbers = [volume["spacing"][name] and volume["spacing"][name]["mm"] for name in "xyz"]
    numbers += [volume["thickness_mm"], volume["tilt_deg"], volume["coverage_mm"]]
    rounded = [None if number is None else f"{number:.4g}" for number in numbers]
    return repr((rounded, volume["shape_kji"], volume["regularity"], volume["missing_k"]))


def _volume_title(alike: Sequence[tuple[int, Json]], n: int, terminal: Terminal) -> str:
    """Which volumes these are, and what tells them apart."""
    split = alike[0][1].get("split_by")
    values = [str(volume.get("split_value")) for _, volume in alike]
    if len(alike) == 1:
        which = f"volume {alike[0][0]} of {n}"
    else:
        which = f"{len(alike)} of {n} volumes, alike"
        if len(values) > MOST_VALUES:
            values = [*values[: MOST_VALUES - 1], terminal.either("…", "..."), values[-1]]
    title = f"{which} ({split} {', '.join(values)})" if split else which
    return "  " + terminal.paint(cut(printable(title), terminal.width - 2), "title")


def _volume(volume: Json, terminal: Terminal) -> list[str]:
    spacing = volume["spacing"]
    lines = axes([(name, spacing[name]) for name in _told(volume)], terminal)
    lines += ["", *_geometry(volume, terminal)]
    lines += _blocks(volume, terminal)
    drawn = chart.draw(volume, terminal)
    return lines + (["", *drawn] if drawn else [])


def _told(volume: Json) -> str:
    """The axes worth a line: a distance that a lone slice only claims is in its finding."""
    z = volume["spacing"]["z"]
    alone = volume["n_slices"] == 1 and z is not None and z["mm"] is None
    return "xy" if alone else "xyz"


def _geometry(volume: Json, terminal: Terminal) -> list[str]:
    """Shape, thickness, gap, coverage and tilt in two lines of pairs."""
    k, j, i = volume["shape_kji"]
    facts = [("shape", f"{k} x {j} x {i} (slices, rows, columns)")]
    if volume["thickness_mm"] is not None:
        facts.append(("thickness", f"{plain(volume['thickness_mm'])} mm"))
    gap = volume["gap_mm"]
    if gap is not None:
        facts.append((_gap_word(gap), f"{plain(abs(round(gap, 3)))} mm"))
    coverage = volume["coverage_mm"]
    if coverage is not None and volume["n_slices"] > 1:
        size = f"{coverage:.1f}" if coverage >= 1 else plain(coverage, 3)
        facts.append(("coverage", f"{size} mm"))
    if volume["sheared"] and volume["tilt_deg"] is not None:
        facts.append(("tilt", f"{abs(volume['tilt_deg']):.2f}{terminal.either('°', ' deg')}"))
        facts.append(("table step", f"{plain(volume['step_length_mm'])} mm"))
    pieces = [f"{terminal.paint(name, 'dim')} {text}" for name, text in facts]
    widths = [len(name) + 1 + len(text) for name, text in facts]
    return _flowed(pieces, widths, terminal)


def _gap_word(gap_mm: float) -> str:
    return "overlap" if round(gap_mm, 3) < 0 else "gap"


def _flowed(pieces: Sequence[str], widths: Sequence[int], terminal: Terminal) -> list[str]:
    """Pieces in as few lines as they fit."""
    lines, used = [], terminal.width
    for piece, width in zip(pieces, widths, strict=True):
        if used + width + 3 > terminal.width:
            lines.append("  " + piece)
            used = 2 + width
        else:
            lines[-1] += "   " + piece
            used += 3 + width
    return lines


def _blocks(volume: Json, terminal: Terminal) -> list[str]:
    if not volume["blocks"]:
        return []
    rows = [["block", "slices", "interval mm"]]
    for place, block in enumerate(volume["blocks"], start=1):
        span = f"k {block['from_k']} to {block['to_k']}"
        rows.append([str(place), span, plain(block["interval_mm"])])
    return ["", *table(rows, terminal)]


def _slices(volume: Json, terminal: Terminal) -> list[str]:
    rows = [["k", "position mm", "to the next", "frame", "file"]]
    held = volume["slices"]
    for place, one in enumerate(held):
        here = one["position_mm"]
        following = held[place + 1]["position_mm"] if place + 1 < len(held) else None
        step = "" if here is None or following is None else f"{following - here:.4f}"
        where = "" if here is None else f"{here:.4f}"
        rows.append([str(one["k"]), where, step, str(one["frame"]), _tail(one["path"])])
    return table(rows, terminal, right=(0, 1, 2, 3))


def _tail(path: str | None) -> str:
    return (path or "").rpartition("/")[2]


def _pictures(images: Sequence[Json], terminal: Terminal) -> list[str]:
    """The spacing that most pictures have, as the verdict says; nothing where there is none."""
    held = [image["spacing"] for image in images if image["rows"] and image["columns"]]
    alike = Counter(map(repr, held)).most_common(1)
    if not alike:
        return []
    spacing = next(one for one in held if repr(one) == alike[0][0])
    return ["", *axes([(name, spacing[name]) for name in "xyz"], terminal)]


def brief(one: Json, terminal: Terminal) -> list[str]:
    """One series in as few lines as its verdict needs."""
    lines = wrapped(f"{_title(one)}: {one['verdict']}", terminal, indent=4)
    return [f"  {_sign(one['severity'], terminal)} {lines[0].strip()}", *lines[1:]]


def total(found: Sequence[Json], terminal: Terminal) -> list[str]:
    """How many series there are, and how many of them deserve a look."""
    by = Counter(one["severity"] for one in found)
    parts = [counted(len(found), "series")]
    parts += [f"{by[name]} with {name}s" for name in ("error", "warning") if by[name]]
    return [rule(", ".join(parts), "", terminal)]
