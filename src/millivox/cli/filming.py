"""``millivox convert CINE OUT.mp4``: frames that are no slices, as a film."""

from typing import TYPE_CHECKING

from millivox.cli.layout import printable
from millivox.cli.output import Exit, Output, code_after
from millivox.cli.said import counted

if TYPE_CHECKING:
    from millivox.images.studies import Studies

FILMS = (".gif", ".webp", ".mp4")


def is_cine(studies: "Studies", target: str) -> bool:
    """Whether a film is asked for of the one object there is, whose frames make no volume."""
    if not target.lower().endswith(FILMS) or len(studies.series) != 1:
        return False
    (series,) = studies.series
    return len(series.headers) == 1 and series.headers[0].n_frames > 1 and not series.volumes


def film(out: Output, studies: "Studies", target: str, form: str) -> int:
    """Make it, and say where its pace comes from."""
    from millivox.show.cine import cine

    series = studies.series[0]
    codec = "h264" if form == "h264" else "av1"
    made = cine(series.instances[0].open(), target, codec=codec)
    problems = [problem.to_dict() for problem in studies.problems]
    told = {"path": target, "series_uid": series.uid, "frames": made.frames, "pace": made.pace}
    if out.is_text:
        seconds = f"{made.duration_ms / 1000:.3g} s"
        said = f"{counted(made.frames, 'frame')}, {seconds} ({made.pace})"
        out.text([f"{printable(target)}  {said}"])
        out.problems(problems)
    else:
        out.document({"written": [told], "refused": [], "without_image": 0, "problems": problems})
    return Exit(code_after(1, problems))
