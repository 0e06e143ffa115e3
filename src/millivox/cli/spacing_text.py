"""What ``millivox spacing`` prints for people."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from millivox.cli.layout import mark, rule, wrapped
from millivox.cli.said import axes, findings
from millivox.cli.terminal import Terminal
from millivox.decimals import plain
from millivox.dicom.listing.dictionary import uid_name
from millivox.provenance import Grade
from millivox.spacing.report import GRADES

Json = Mapping[str, Any]
TITLE_COLUMNS = 14
#: What every account of the acquired pixel has; anything else is extra.
ACQUIRED = ("x_mm", "y_mm", "factor_x", "factor_y", "source", "note")
METHODS = {
    "DIRECT": "as written",
    "DIVIDED_BY_MAGNIFICATION": "divided by the magnification",
    "POSITION_PROJECTION": "from the positions of the slices",
    "GRID_OFFSETS": "from the grid's offsets",
    "SIGNED_SBS": "from the signed Spacing Between Slices",
    "REGION_DELTA": "from the ultrasound region",
    "EXTENT_OVER_COUNT": "extent over count",
    "REGISTERED_REFERENCE": "from the image it refers to",
    "PRIVATE": "from a vendor's private element",
    "USER": "set by a user",
}


def lines(report: Json, terminal: Terminal) -> list[str]:
    """One report, from the heading to the findings."""
    spacing = report["spacing"]
    name = Path(report["path"]).name if report["path"] else "-"
    what = [report["modality"] or "", uid_name(report["sop_class"] or "") or ""]
    what += [f"frame {report['frame']}"] if report["frame"] else []
    dot = terminal.either(" · ", ", ")
    out = [rule(name, dot.join(part for part in what if part), terminal), ""]
    out += wrapped(report["sentence"], terminal)
    shown = axes([(name, spacing[name]) for name in "xyz"], terminal)
    out += ["", *shown, *_origin(spacing, terminal)]
    out += _regions(report["regions"], terminal)
    out += _acquired(report["acquired"], terminal)
    out += _alternatives(report["alternatives"], terminal)
    told = findings(report["findings"], terminal)
    return [*out, "", *told] if told else out


def _origin(spacing: Json, terminal: Terminal) -> list[str]:
    """Where the numbers came from; a fact on which both axes agree is said once."""
    x, y = dict(_facts(spacing["x"])), dict(_facts(spacing["y"]))
    out = [""]
    for title in dict.fromkeys([*x, *y]):
        if x.get(title) == y.get(title):
            out += fact(title, x[title], terminal)
        else:
            both = ((f"{title} {axis}", facts.get(title)) for axis, facts in (("x", x), ("y", y)))
            out += [line for name, text in both if text for line in fact(name, text, terminal)]
    return out + _checks(spacing, terminal)


def _checks(spacing: Json, terminal: Terminal) -> list[str]:
    """What was held against the numbers; what both axes share is said once."""
    x, y = (list(spacing[axis].get("checks", ())) for axis in "xy")
    told = [("check" if check in y else "check x", check) for check in x]
    told += [("check y", check) for check in y if check not in x]
    return [line for title, check in told for line in _check(title, check, terminal)]


def fact(title: str, text: str, terminal: Terminal) -> list[str]:
    """A title and what is to be said under it, wrapped beside it."""
    body = wrapped(text, terminal, indent=TITLE_COLUMNS + 2)
    return [f"  {terminal.paint(f'{title:<{TITLE_COLUMNS}}', 'dim')}{body[0].strip()}", *body[1:]]


def _facts(axis: Json) -> list[tuple[str, str]]:
    raw = "\\".join(axis["raw"])
    calibration = str(axis["calibration"]).lower().replace("_", " ")
    if axis.get("calibration_description"):
        calibration += f": {axis['calibration_description']}"
    facts = [("grade", f"{axis['grade']}: {GRADES[Grade(axis['grade'])]}")]
    facts += [("written", f"[{raw}], {METHODS[axis['method']]}")] if raw else []
    facts += [("source", axis["source"])] if axis["source"] else []
    facts += [("calibration", calibration)]
    if axis.get("magnification"):
        facts.append(("magnified", f"{plain(axis['magnification'])} times"))
    if axis.get("plane_parameters"):
        pairs = (f"{key} {plain(value)}" for key, value in axis["plane_parameters"].items())
        facts.append(("plane", ", ".join(pairs)))
    facts += [("note", axis["note"])] if axis.get("note") else []
    return [*facts, ("rule", axis["rule"])]


def _check(title: str, check: Json, terminal: Terminal) -> list[str]:
    sign = mark("good" if check["pass"] else "error", terminal)
    text = f"{sign} {check['name']}: {plain(check['got'])}, expected {plain(check['expected'])}"
    return fact(title, text, terminal)


def _regions(regions: list[Json], terminal: Terminal) -> list[str]:
    if not regions:
        return []
    out = ["", "  " + terminal.paint("Regions (x0, y0, x1, y1 in pixels)", "title")]
    for region in regions:
        box = ", ".join(str(edge) for edge in region["box_px"])
        x, y = (f"{plain(region[a]['mm'])} {region[a]['label']}" for a in "xy")
        out.append(f"  {region['index']:>3}  ({box})  {region['kind']}: x {x}, y {y}")
    return out


def _acquired(acquired: Json | None, terminal: Terminal) -> list[str]:
    """The pixel as acquired, or what else is known of the sampling."""
    if acquired is None:
        return []
    if acquired["x_mm"] is not None and acquired["y_mm"] is not None:
        pair = f"x {plain(acquired['x_mm'])} mm, y {plain(acquired['y_mm'])} mm"
        text = f"{pair} ({_times(acquired)}); from {acquired['source']}"
    else:
        extra = {key: held for key, held in acquired.items() if key not in ACQUIRED and held}
        text = ", ".join(_detail(key, held) for key, held in extra.items())
    said = ". ".join(filter(None, (text, acquired.get("note"))))
    return fact("acquired", said, terminal) if said else []


#: How the unit at the end of a key is written; the longest that fits counts.
UNITS = {
    "_per_mm": "/mm",
    "_mm": " mm",
    "_um": " µm",
    "_deg": "°",
    "_percent": " %",
    "_mhz": " MHz",
}


def _detail(key: str, held: object) -> str:
    """One further fact, the unit of its key behind its value."""
    shown = plain(held) if isinstance(held, float) else str(held)
    for suffix, unit in UNITS.items():
        if key.endswith(suffix):
            return f"{key.removesuffix(suffix).replace('_', ' ')} {shown}{unit}"
    return f"{key.replace('_', ' ')} {shown}"


def _times(acquired: Json) -> str:
    factors = {acquired["factor_x"], acquired["factor_y"]} - {None}
    if all(abs(factor - 1) < 0.005 for factor in factors):
        return "one stored pixel each"
    pair = " and ".join(f"{factor:.3g}" for factor in sorted(factors))
    return f"{pair} stored pixels to one acquired"


def _alternatives(others: list[Json], terminal: Terminal) -> list[str]:
    if not others:
        return []
    out = ["", "  " + terminal.paint("Also possible", "title")]
    for other in others:
        x, y = other["x"], other["y"]
        pair = f"x {plain(x['mm'])}, y {plain(y['mm'])} {x['label']}"
        out += wrapped(f"{pair}: {other['why']}", terminal, indent=2)
    return out
