"""Figures: axes in mm of the patient, sides, scale bar, colour bar with its unit, words."""

from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure
from pydicom.data import get_testdata_file

import millivox as mv
from millivox import extras
from millivox.display.view import Ruler, View
from millivox.display.window import Window
from millivox.errors import MissingExtraError
from millivox.phantoms.series import series, write
from millivox.plot import plot
from millivox.plot.panel import draw, ends

OBLIQUE = (0.8, 0.6, 0.0, 0.0, 0.0, -1.0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("body")
    made = series(n=20, interval_mm=3.0, rows=30, columns=40, row_mm=2.0, column_mm=1.5)
    for one in made:
        one.WindowCenter, one.WindowWidth = 40, 400
    write(made, folder)
    return folder


def words(figure: Figure) -> str:
    return " ".join(text.get_text() for text in figure.texts).replace("\n", " ")


def letters(axes: Any) -> set[str]:
    return {text.get_text() for text in axes.texts}


def test_an_axial_slice_has_x_and_y_of_the_patient(folder: Path) -> None:
    axes = plot(folder / "IM0001.dcm").axes[0]
    assert axes.get_xlabel() == "x in mm (LPS)"
    assert axes.get_ylabel() == "y in mm (LPS)"
    # the centre of the first pixel lies at -100, -100; its edges half a pixel before
    assert axes.get_xlim() == pytest.approx((-100.75, -40.75))
    assert axes.get_ylim() == pytest.approx((-41.0, -101.0))  # down is to the back
    assert axes.get_aspect() == 1.0
    assert {"R", "L", "A", "P"} <= letters(axes)


def test_a_coronal_plane_has_the_head_up(folder: Path) -> None:
    axes = plot(folder, plane="coronal").axes[0]
    assert axes.get_ylabel() == "z in mm (LPS)"
    bottom, top = axes.get_ylim()
    assert (bottom, top) == pytest.approx((-101.5, -41.5))
    assert {"R", "L", "H", "F"} <= letters(axes)


def test_an_oblique_slice_counts_mm_from_its_first_pixel(tmp_path: Path) -> None:
    write(series(n=1, orientation=OBLIQUE, column_mm=0.5, row_mm=2.5), tmp_path)
    axes = plot(tmp_path).axes[0]
    assert axes.get_xlabel() == "mm from the first pixel"
    assert axes.get_xlim() == pytest.approx((-0.25, 7.75))
    assert axes.get_ylabel() == "z in mm (LPS)"


def test_detector_millimetres_are_called_so(shared_data: Path) -> None:
    path = shared_data / "fo-dicom/Tests/FO-DICOM.Tests/Test Data/CR-ModalitySequenceLUT.dcm"
    assert plot(path).axes[0].get_xlabel() == "mm (detector) from the first pixel"


def test_unknown_millimetres_are_pixels_and_it_is_said() -> None:
    figure = plot(get_testdata_file("SC_rgb_small_odd.dcm"))
    axes = figure.axes[0]
    assert axes.get_xlabel() == "pixels (no millimetres known)"
    assert axes.get_xlim() == (-0.5, 2.5)
    assert "1 px" in letters(axes)
    assert "nobody can tell what it measures" in words(figure)


def test_the_scale_bar_is_as_long_as_it_says(folder: Path) -> None:
    axes = plot(folder / "IM0001.dcm").axes[0]
    (bar,) = {line.get_gid(): line for line in axes.lines}.values()
    length = float(np.diff(bar.get_xdata())[0]) * 60.0  # a share of the axes, 60 mm wide
    assert bar.get_gid() == "scale bar 10 mm"
    assert length == pytest.approx(10.0)


def test_the_colour_bar_spans_the_window_in_its_unit(folder: Path) -> None:
    axes = plot(folder / "IM0010.dcm").axes[0]
    (beside,) = axes.child_axes
    assert beside.get_ylabel() == "HU"
    assert beside.get_ylim() == pytest.approx((-160.0, 239.0))
    (image,) = axes.images
    assert image.get_clim() == (-160.0, 239.0)


def test_the_title_names_the_window_and_the_foot_the_millimetres(folder: Path) -> None:
    said = words(plot(folder))
    assert "W 400 L 40 HU (from the file)" in said
    assert "1.5 mm between columns and 2 mm between rows in the patient (Pixel Spacing)" in said
    assert "20 slices, 3.000 mm apart" in said


def test_the_three_planes_are_drawn_to_one_scale(folder: Path) -> None:
    figure = plot(folder, plane="three")
    wide, high = figure.get_size_inches()
    scales = set()
    for axes in figure.axes[:3]:
        box = axes.get_position()
        for ends_, inches in (
            (axes.get_xlim(), box.width * wide),
            (axes.get_ylim(), box.height * high),
        ):
            scales.add(round(abs(ends_[1] - ends_[0]) / inches, 6))
    assert len(scales) == 1
    assert [axes.get_title().split()[0] for axes in figure.axes[:3]] == [
        "axial", "coronal", "sagittal",
    ]  # fmt: skip


def test_a_montage_has_an_image_a_slice(folder: Path) -> None:
    figure = plot(folder, layout="montage", columns=5)
    assert len([axes for axes in figure.axes if axes.images]) == 20
    assert "20 images" in words(figure)


def test_no_two_words_lie_on_one_another(folder: Path) -> None:
    """Title, foot, labels and letters keep apart, and inside the page."""
    tall = {"plane": "sagittal", "layout": "montage"}
    for wish in ({}, {"plane": "three"}, {"layout": "montage"}, tall):
        figure = plot(folder, **wish)
        figure.draw_without_rendering()
        texts = [*figure.texts]
        for axes in figure.axes:
            texts += [axes.title, axes.xaxis.label, axes.yaxis.label, *axes.texts]
        boxes = [text.get_window_extent() for text in texts if text.get_text()]
        page = figure.bbox
        for n, box in enumerate(boxes):
            assert page.x0 - 1 <= box.x0 < box.x1 <= page.x1 + 1
            assert page.y0 - 1 <= box.y0 < box.y1 <= page.y1 + 1
            assert not [other for other in boxes[:n] if box.overlaps(other)]


def view(window: Window, **more: Any) -> View:
    from millivox.display.scale import PixelSize

    values = np.linspace(-50, 150, 200, dtype=np.float32).reshape(10, 20)
    size = PixelSize(1.0, 1.0, True, "mm")
    return View(values, size, window, across=Ruler(), down=Ruler(), **more)


@pytest.mark.parametrize("falls", ["dark to bright", "bright to dark"])
@pytest.mark.parametrize("function", ["LINEAR", "LINEAR_EXACT", "SIGMOID"])
def test_the_shades_are_those_of_the_picture(function: str, falls: str) -> None:
    """What matplotlib paints is what the window says, whatever its function."""
    figure, held = Figure(), view(Window(50.0, 80.0, function), falls=falls)
    axes = figure.add_subplot()
    draw(axes, held)
    (image,) = axes.images
    painted = image.to_rgba(held.values)[..., 0]
    inside = np.abs(held.values - 50.0) < np.diff(ends(held.window))[0] / 2  # type: ignore[arg-type]
    assert np.abs(painted - held.seen())[inside].max() < 0.01


def test_what_is_no_image_is_black(folder: Path) -> None:
    missing = np.zeros((10, 20), bool)
    missing[:5] = True
    figure, held = Figure(), view(Window(-50.0, 10.0), missing=missing, falls="bright to dark")
    axes = figure.add_subplot()
    draw(axes, held)
    (image,) = axes.images
    assert image.to_rgba(image.get_array())[:5, :, :3].max() == 0.0


def test_an_overlay_lies_over_the_image() -> None:
    layer = np.zeros((10, 20, 4), np.uint8)
    layer[3, 4] = (255, 0, 0, 255)
    figure = Figure()
    draw(figure.add_subplot(), view(Window(50.0, 80.0), layer=layer))
    image, over = figure.axes[0].images
    assert over.get_extent() == image.get_extent()
    assert (over.get_array() == layer).all()


def test_one_image_goes_into_axes_at_hand(folder: Path) -> None:
    figure = Figure()
    axes = figure.add_subplot()
    assert plot(folder, ax=axes) is figure
    assert axes.images
    with pytest.raises(ValueError, match="3 images do not fit"):
        plot(folder, plane="three", ax=axes)


def test_a_figure_shows_itself_without_pyplot(folder: Path) -> None:
    figure = plot(folder)
    png = figure._repr_png_()  # type: ignore[attr-defined]
    assert png.startswith(b"\x89PNG")


def test_volumes_slices_and_series_show_themselves(folder: Path) -> None:
    one = mv.open(folder).series[0]
    for value in (one, one.volume(), one.slices()):
        assert value.show(k=4).axes[0].get_xlabel() == "x in mm (LPS)"


def test_a_figure_has_no_formulas_of_a_file_in_it(tmp_path: Path) -> None:
    made = series(n=1)
    made[0].Modality = "$x$"
    write(made, tmp_path)
    figure = plot(tmp_path)
    figure.savefig(BytesIO())
    assert "$x$" in words(figure)


def test_without_matplotlib_it_is_said_which_extra_brings_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(extras, "import_module", none)
    with pytest.raises(MissingExtraError, match="matplotlib is needed to draw figures") as caught:
        plot(folder)
    assert "millivox[plot]" in str(caught.value)
