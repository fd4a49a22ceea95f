from __future__ import annotations

import gc
import os
import subprocess
import sys
import weakref

from tests.unit.validation.findings import GOOD, NOW, frame_of, new_vetting


def test_nothing_of_a_block_is_kept_after_it() -> None:
    vetting = new_vetting()
    held = []
    for block in range(4):
        changes = [{"finding_ref": f"{block}-{n}", "language": "en" if n % 2 else "ru"} for n in range(50)]
        vetted = vetting.vet(frame_of(*changes, start=block * 50 + 1), [])
        held += [weakref.ref(row) for row in vetted.quarantined if hasattr(row, "__weakref__")]
        held.append(weakref.ref(vetted.accepted))
    del vetted
    gc.collect()
    assert [one() for one in held] == [None] * len(held)


def test_what_is_kept_does_not_grow_but_for_the_references() -> None:
    vetting = new_vetting()
    sizes = []
    for block in range(6):
        vetting.vet(frame_of(*({"finding_ref": f"{block}-{n}"} for n in range(30)), start=block * 30 + 1), [])
        kept = (vetting._profiler.__dict__, vetting._checker.totals)
        sizes.append(len(repr(kept)) - len(str(vetting._profiler._accepted)))
    assert max(sizes[1:]) - min(sizes[1:]) < 200
    assert vetting.finish([], None, NOW).profile.rows == 180


def test_what_the_cell_says_is_not_in_the_frame_that_is_checked() -> None:
    vetting = new_vetting()
    frame = frame_of(*({name: f"TAYNA{n}" for name in GOOD} for n in range(3)), GOOD)
    facts = vetting._finder.find(frame, vetting._references.note(frame))
    for shown in (vetting._finder.show_rows(facts, []), vetting._finder.show_cells(facts)):
        categories = [list(kind.categories) for kind in shown.dtypes if kind == "category"]
        assert "TAYNA" not in shown.to_csv() + repr(categories)
        assert not shown.isna().any(axis=None) or shown["detected_at"].isna().any()


def test_importing_validation_loads_no_heavy_library_and_using_it_sends_no_telemetry() -> None:
    script = (
        "import sys, include.writ.validation.vetting, include.writ.validation.summary, include.writ.validation.texts\n"
        "assert not {'great_expectations', 'pandas'} & set(sys.modules)\n"
    )
    light = "import sys, include.writ.validation.texts\nassert not {'polars', 'pandas'} & set(sys.modules)\n"
    for one in (script, light):
        subprocess.run(
            [sys.executable, "-c", one], check=True, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
        )
    new_vetting()
    assert os.environ["GX_ANALYTICS_ENABLED"] == "false"
