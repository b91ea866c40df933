import sys

import numpy as np
import pytest

from model.distil.embedding import SPREAD, combine, main


@pytest.fixture
def tables():
    generator = np.random.default_rng(1)
    return [generator.normal(size=(50, 6)).astype(np.float32) for _ in range(2)]


def test_the_vectors_have_the_width_and_the_spread_that_were_asked_for(tables):
    vectors = combine(tables, 5)
    assert vectors.shape == (50, 5)
    assert vectors.dtype == np.float16
    assert vectors.astype(np.float64).std() == pytest.approx(SPREAD, rel=1e-3)


def test_with_all_directions_kept_pieces_are_as_far_apart_as_before(tables):
    vectors = combine(tables, 12).astype(np.float64)
    together = np.concatenate([t / np.linalg.norm(t, axis=1, keepdims=True) for t in tables], 1)

    def distances(points):
        return np.linalg.norm(points[:, None] - points[None], axis=2)

    ratio = distances(vectors)[np.triu_indices(50, 1)] / distances(together)[np.triu_indices(50, 1)]
    np.testing.assert_allclose(ratio, ratio.mean(), rtol=5e-3)


def test_the_directions_that_tell_most_are_kept_in_their_order(tables):
    variance = combine(tables, 12).astype(np.float64).var(0)
    assert (np.diff(variance) <= 1e-6).all()
    np.testing.assert_allclose(
        np.abs(combine(tables, 4)) / np.abs(combine(tables, 12)[:, :4]),
        np.full((50, 4), combine(tables, 4)[0, 0] / combine(tables, 12)[0, 0]),
        rtol=0.1,
    )


def test_how_long_a_vector_of_a_teacher_is_does_not_matter(tables):
    first, second = tables
    np.testing.assert_allclose(combine([first * 1000, second], 5), combine(tables, 5), atol=1e-5)


def test_the_command_reads_each_teacher_with_a_progress_bar(tables, tmp_path, monkeypatch, capsys):
    folders = [tmp_path / "one", tmp_path / "two"]
    wide = [np.tile(table, 40)[:, :200] for table in tables]
    for folder, table in zip(folders, wide, strict=True):
        folder.mkdir()
        np.save(folder / "vectors.npy", table)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    main([*map(str, folders), str(tmp_path / "embedding.npy")])
    np.testing.assert_array_equal(np.load(tmp_path / "embedding.npy"), combine(wide, 384))
    assert "word vectors: 100%" in capsys.readouterr().err
