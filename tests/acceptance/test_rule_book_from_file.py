"""Cases G.1 to G.4 of the rule book from the bytes of a file to the JSON of the command line."""

import json
import struct
from pathlib import Path
from typing import Any, NamedTuple

import pydicom
import pytest
from click.testing import CliRunner

import millivox as mv
from millivox.cli.app import main
from millivox.dicom.elements import BINARY
from millivox.dicom.fields import FIELDS

STORAGE = "1.2.840.10008.5.1.4.1.1."
LONG = ("OB", "OW", "SQ", "UT", "UN")


def _element(keyword: str, held: Any) -> bytes:
    """One element in explicit VR, little endian; (VR, value) stores another VR than belongs."""
    field = FIELDS[keyword]
    vr, held = held if isinstance(held, tuple) and held[0] in LONG else (field.vr, held)
    value = _value(vr, held)
    value += (b"\0" if vr in ("UI", "OB") else b" ") * (len(value) % 2)
    tag = struct.pack("<HH", field.tag >> 16, field.tag & 0xFFFF) + vr.encode()
    length = struct.pack("<HI", 0, len(value)) if vr in LONG else struct.pack("<H", len(value))
    return tag + length + value


def _value(vr: str, held: Any) -> bytes:
    if vr == "SQ":
        items = [_dataset(item) for item in held]
        return b"".join(b"\xfe\xff\x00\xe0" + struct.pack("<I", len(i)) + i for i in items)
    if vr in BINARY:
        numbers = held if isinstance(held, tuple) else (held,)
        return struct.pack(f"<{len(numbers)}{BINARY[vr]}", *numbers)
    return str(held).encode("latin-1")


def _dataset(attributes: dict[str, Any]) -> bytes:
    in_order = sorted(attributes, key=lambda keyword: FIELDS[keyword].tag)
    return b"".join(_element(keyword, attributes[keyword]) for keyword in in_order)


def _file(sop_class: str, modality: str, attributes: dict[str, Any]) -> bytes:
    meta = _dataset(
        {"MediaStorageSOPClassUID": STORAGE + sop_class, "TransferSyntaxUID": "1.2.840.10008.1.2.1"}
    )
    length = b"\x02\x00\x00\x00UL\x04\x00" + struct.pack("<I", len(meta))
    usual = {"SOPClassUID": STORAGE + sop_class, "SOPInstanceUID": "1.2.3", "Modality": modality}
    body = _dataset({"Rows": 512, "Columns": 512} | usual | attributes)
    return b"\0" * 128 + b"DICM" + length + meta + body


class Case(NamedTuple):
    """What is written, and what must be answered; ``codes`` must appear, others may."""

    id: str
    kind: tuple[str, str]
    written: dict[str, Any]
    x_mm: float | None
    y_mm: float | None
    grade: str
    label: str
    plane: str
    codes: str = ""


CT, MR, DX, MG = ("2", "CT"), ("4", "MR"), ("1.1", "DX"), ("1.2", "MG")
SC, US, NM, CR = ("7", "OT"), ("6.1", "US"), ("20", "NM"), ("1", "CR")
IPS = {"ImagerPixelSpacing": "0.143\\0.143"}
ERMF = "EstimatedRadiographicMagnificationFactor"


def _ps(text: str) -> dict[str, Any]:
    return {"PixelSpacing": text}


def _far(sid: str, sdp: str) -> dict[str, Any]:
    return {"DistanceSourceToDetector": sid, "DistanceSourceToPatient": sdp}


def _region(**changes: Any) -> dict[str, Any]:
    box = {f"RegionLocationM{end}": edge for end, edge in zip(_EDGES, (0, 0, 99, 99), strict=True)}
    scale = {"PhysicalUnitsXDirection": 3, "PhysicalUnitsYDirection": 3}
    scale |= {"PhysicalDeltaX": 0.02, "PhysicalDeltaY": 0.02, "RegionSpatialFormat": 1}
    return {"SequenceOfUltrasoundRegions": [box | scale | changes]}


_EDGES = ("inX0", "inY0", "axX1", "axY1")


def _beam(angle: float) -> dict[str, Any]:
    frame = {
        "FramePixelDataPropertiesSequence": [{"ImagerPixelSpacing": "0.154\\0.154"}],
        "XRayGeometrySequence": [
            {"DistanceSourceToIsocenter": 785.0, "DistanceSourceToDetector": "1100"}
        ],
        "TablePositionSequence": [{"TableHeight": "120"}],
        "ProjectionPixelCalibrationSequence": [
            {"DistanceObjectToTableTop": 90.0, "BeamAngle": angle}
        ],
    }
    return {"NumberOfFrames": "1", "PerFrameFunctionalGroupsSequence": [frame]}


# id, kind, written, x, y, grade, label, plane, codes that must appear
CASES = [
    Case("G-01", CT, _ps("0.7\\0.5"), 0.5, 0.7, "B", "mm", "PATIENT", "P13"),
    Case("G-02", CT, _ps("0,5\\0,5"), 0.5, 0.5, "B", "mm", "PATIENT", "P03"),
    Case("G-04", CT, {"PixelSpacing": ("UT", "2.5000\\2.5000")}, 2.5, 2.5, "B", "mm", "PATIENT",
         "P05"),
    Case("G-05", CT, _ps("0.5"), None, None, "F", "px", "NONE", "P01"),
    Case("G-07", CT, _ps("0.5\\"), None, None, "F", "px", "NONE", "P01"),
    Case("G-08", CT, _ps("0.5 mm\\0.5 mm"), 0.5, 0.5, "B", "mm", "PATIENT", "P07"),
    Case("G-10", CT, _ps("NaN\\NaN"), None, None, "F", "px", "NONE", "P08"),
    Case("G-14", CT, _ps("0.97656250000000000001\\0.9765625"), 0.9765625, 0.9765625, "B", "mm",
         "PATIENT", "P06"),
    Case("G-16", CT, _ps("0.5\\0.5") | {"PixelAspectRatio": "2\\1"}, 0.5, 0.5, "C", "mm",
         "PATIENT", "P15"),
    Case("G-22", CT, _ps("0.478516\\0.478516") | {"ReconstructionDiameter": "245"}, 0.478516,
         0.478516, "A", "mm", "PATIENT"),
    Case("G-32", NM, _ps("2.4\\2.4") | {"ImageType": "ORIGINAL\\PRIMARY\\STATIC",
         "ZoomFactor": "2\\2"}, 2.4, 2.4, "C", "mm (projected)", "PROJECTED", "S04"),
    Case("G-34", NM, _ps("2.4\\2.4") | {"ImageType": "ORIGINAL\\PRIMARY\\STATIC",
         "FocalDistance": "500"}, None, None, "D", "mm?", "UNKNOWN", "S17"),
    Case("G-40", DX, _ps("0.160\\0.160") | {"ImagerPixelSpacing": "0.160\\0.160"}, 0.16, 0.16,
         "C", "mm (detector)", "DETECTOR", "X01"),
    Case("G-43", CR, _ps("0.000\\0.000"), None, None, "F", "px", "NONE", "P09 S06"),
    Case("G-46", MG, {"ImagerPixelSpacing": "0.07\\0.07", ERMF: "1.8"} | _far("660", "366.7"),
         0.07 / 1.8, 0.07 / 1.8, "C", "mm (ERMF 1.80)", "SUPPORT", "X10"),
    Case("G-50", DX, IPS | _far("1800", "1750"), 0.143, 0.143, "C", "mm (detector)", "DETECTOR",
         "X01 X09"),
    Case("G-52", DX, _ps("0.13\\0.13") | IPS | {ERMF: "1.1"}, 0.13, 0.13, "C",
         "mm (calibrated, method unknown)", "OBJECT_UNSPECIFIED", "X11"),
    Case("G-53", DX, _ps("0.16\\0.16") | IPS, 0.143, 0.143, "C", "mm (detector)", "DETECTOR",
         "X03 X01"),
    Case("G-56", DX, _ps("0.13\\0.13") | {"PixelSpacingCalibrationType": "FIDUCIAL",
         "PixelSpacingCalibrationDescription": "25.4 mm ball"}, 0.13, 0.13, "C",
         "mm (fiducial)", "OBJECT"),
    Case("G-61", DX, IPS | {ERMF: "180"}, 0.143, 0.143, "C", "mm (detector)", "DETECTOR", "X07"),
    Case("G-67", DX, {"NominalScannedPixelSpacing": "0.1\\0.1"}, 0.1, 0.1, "C", "mm (film)",
         "FILM", "S02"),
    Case("G-70", ("12.1.1", "XA"), _beam(0.0), 0.1057, 0.1057, "C", "mm (object)", "OBJECT",
         "X10"),
    Case("G-71", ("12.1.1", "XA"), _beam(30.0), 0.1050503, 0.1050503, "C", "mm (object)",
         "OBJECT"),
    Case("G-76", ("481.1", "RTIMAGE"), {"ImagePlanePixelSpacing": "0.392\\0.392",
         "RTImageSID": "1500", "RadiationMachineSAD": "1000"}, 0.392, 0.392, "C",
         "mm (at SID 1500)", "SID_PLANE"),
    Case("G-92", US, _region(PhysicalDeltaY=0.04), 0.2, 0.4, "B", "mm (US)", "REGION", "U05"),
    Case("G-83", US, _region(RegionLocationMaxX1=900), None, None, "F", "px", "NONE", "U03"),
    Case("G-97", SC, _ps("33.333333\\33.333333") | {"Rows": 3, "Columns": 3}, None, None, "D",
         "mm?", "UNKNOWN", "P11 P12"),
    Case("G-101", SC, {"ConversionType": "DF", "NominalScannedPixelSpacing": "0.085\\0.085"},
         0.085, 0.085, "C", "mm (film)", "FILM", "S02"),
    Case("G-103", ("77.1.5.1", "OP"), _ps("0.0055\\0.0055"), 0.0055, 0.0055, "C",
         "mm (nominal focal plane)", "FOCAL", "S05"),
]  # fmt: skip


def _answer(path: Path, *words: str) -> dict[str, Any]:
    done = CliRunner().invoke(main, ["spacing", str(path), "--json", *words])
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _near(mm: float | None) -> Any:
    return None if mm is None else pytest.approx(mm, rel=1e-6)


@pytest.fixture(params=CASES, ids=[case.id for case in CASES])
def case(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Case, Path]:
    held: Case = request.param
    path = tmp_path / f"{held.id}.dcm"
    path.write_bytes(_file(*held.kind, held.written))
    return held, path


def test_command_line_answers_as_the_rule_book_says(case: tuple[Case, Path]) -> None:
    expected, path = case
    answer = _answer(path)
    x, y = answer["spacing"]["x"], answer["spacing"]["y"]
    assert [x["mm"], y["mm"]] == [_near(expected.x_mm), _near(expected.y_mm)]
    told = (x["grade"], x["label"], x["plane"])
    assert told == (expected.grade, expected.label, expected.plane)
    assert set(expected.codes.split()) <= {item["code"] for item in answer["findings"]}


def test_file_read_by_pydicom_is_answered_alike(case: tuple[Case, Path]) -> None:
    _, path = case
    answer, other = _answer(path), mv.spacing(pydicom.dcmread(path)).to_dict()
    same = ("spacing", "alternatives", "regions", "acquired", "findings", "sentence")
    assert {key: answer[key] for key in same} == json.loads(
        json.dumps({key: other[key] for key in same})
    )


def test_single_value_is_a_suggestion_on_request(tmp_path: Path) -> None:
    """G-05."""
    path = tmp_path / "one.dcm"
    path.write_bytes(_file(*CT, _ps("0.5")))
    x = _answer(path, "--assume-isotropic", "--accept-unverified")["spacing"]["x"]
    assert (x["mm"], x["grade"], x["label"]) == (0.5, "D", "mm?")


def test_other_readings_stand_beside_the_answer(tmp_path: Path) -> None:
    """G-50, G-76."""
    chest, portal = tmp_path / "chest.dcm", tmp_path / "portal.dcm"
    chest.write_bytes(_file(*DX, IPS | _far("1800", "1750")))
    written = next(case.written for case in CASES if case.id == "G-76")
    portal.write_bytes(_file("481.1", "RTIMAGE", written))
    offered = [_answer(path)["alternatives"][0]["x"] for path in (chest, portal)]
    assert [(one["plane"], round(one["mm"], 6)) for one in offered] == [
        ("SUPPORT", 0.139028),
        ("ISOCENTRE", 0.261333),
    ]


def test_acquired_pixel_comes_with_the_answer(tmp_path: Path) -> None:
    """G-26."""
    path = tmp_path / "uih.dcm"
    written = {
        "ImageType": "ORIGINAL\\PRIMARY\\OTHER",
        "AcquisitionMatrix": (0, 256, 0, 230),
        "InPlanePhaseEncodingDirection": "ROW",
        "Rows": 512,
        "Columns": 460,
    }
    path.write_bytes(_file(*MR, _ps("0.5\\0.5") | written))
    answer = _answer(path)
    acquired = answer["acquired"]
    assert (acquired["x_mm"], acquired["y_mm"]) == (1.0, 1.0)
    assert {"R01", "R04"} <= {item["code"] for item in answer["findings"]}
