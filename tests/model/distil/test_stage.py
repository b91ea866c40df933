import sys

import pytest

from model.distil import stage as stages
from model.distil.stage import Stage, StageFailed, run_together

COPY = "import sys; open(sys.argv[-1], 'w').write(open(sys.argv[1]).read() + sys.argv[2])"


@pytest.fixture
def source(tmp_path):
    (tmp_path / "source").write_text("a")
    return tmp_path / "source"


def copying(source, made, added="b"):
    return Stage(made, [sys.executable, "-c", COPY, str(source), added], [source])


def test_a_stage_makes_what_it_says(source, tmp_path):
    stage = copying(source, tmp_path / "made")
    assert not stage.is_done()
    stage.run()
    assert stage.is_done()
    assert (tmp_path / "made").read_text() == "ab"


def test_what_is_made_is_not_made_again(source, tmp_path):
    stage = copying(source, tmp_path / "made")
    stage.run()
    (tmp_path / "made").write_text("kept")
    stage.run()
    assert (tmp_path / "made").read_text() == "kept"


def test_a_stage_is_made_again_when_what_it_reads_has_changed(source, tmp_path):
    stage = copying(source, tmp_path / "made")
    stage.run()
    source.write_text("z")
    stage.run()
    assert (tmp_path / "made").read_text() == "zb"


def test_a_stage_is_made_again_with_other_arguments(source, tmp_path):
    copying(source, tmp_path / "made").run()
    copying(source, tmp_path / "made", added="c").run()
    assert (tmp_path / "made").read_text() == "ac"


def test_it_does_not_matter_where_a_stage_reads_from(source, tmp_path, monkeypatch):
    made = tmp_path / "made"
    copying(source, made).run()
    monkeypatch.chdir(tmp_path)
    assert copying(source.relative_to(tmp_path), made).is_done()
    (tmp_path / "elsewhere").mkdir()
    assert copying(source.rename(tmp_path / "elsewhere" / source.name), made).is_done()


@pytest.mark.parametrize(
    ("name", "changed", "again"),
    [
        ("made", "from ours.shared import letter\n\nopen(sys.argv[-1], 'w').write('new')", True),
        ("shared", "letter = 'z'", True),
        ("shared", "# What a stage writes\nletter = 'a'", False),
        ("shared", '"""What a stage writes."""\nletter = \'a\'\n"""The first."""', False),
        ("other", "letter = 'z'", False),
    ],
)
def test_a_stage_is_made_again_when_its_code_has_changed(
    tmp_path, monkeypatch, name, changed, again
):
    ours = tmp_path / "ours"
    ours.mkdir()
    made = "import sys\nfrom ours.shared import letter\n\nopen(sys.argv[-1], 'w').write(letter)"
    same = "letter = 'a'"
    for module, code in {"__init__": "", "made": made, "shared": same, "other": same}.items():
        (ours / f"{module}.py").write_text(code)
    monkeypatch.setattr(stages, "_ROOT", tmp_path)
    monkeypatch.chdir(tmp_path)
    stage = Stage(tmp_path / "made", [sys.executable, "-m", "ours.made"])
    stage.run()

    (ours / f"{name}.py").write_text(changed)

    assert stage.is_done() != again


def test_a_stage_reads_a_folder_with_all_that_is_in_it(source, tmp_path):
    folder = tmp_path / "folder"
    (folder / "deep").mkdir(parents=True)
    stage = Stage(tmp_path / "made", [sys.executable, "-c", COPY, str(source), ""], [folder])
    stage.run()
    (folder / "deep" / "new").write_text("x")
    assert not stage.is_done()


def test_a_stage_that_fails_says_what_to_do_and_is_not_done(source, tmp_path):
    made = tmp_path / "made"
    stage = Stage(made, [sys.executable, "-c", "import sys; open(sys.argv[1], 'w'); sys.exit(3)"])
    with pytest.raises(StageFailed, match=r"ended with 3.*run the same again"):
        stage.run()
    assert made.exists()
    assert not stage.is_done()


def test_when_one_of_several_stages_fails_the_others_are_kept(source, tmp_path):
    good = copying(source, tmp_path / "good")
    bad = Stage(tmp_path / "bad", [sys.executable, "-c", "raise SystemExit(1)"])
    with pytest.raises(StageFailed):
        run_together([bad, good])
    assert good.is_done()


def test_each_stage_runs_on_one_core(tmp_path):
    show = "import os, sys; open(sys.argv[1], 'w').write(os.environ['TF_NUM_INTRAOP_THREADS'])"
    Stage(tmp_path / "made", [sys.executable, "-c", show]).run()
    assert (tmp_path / "made").read_text() == "1"
