"""Articles on one event never stand on both sides of a split."""

import pytest

from analyzer.training.examples import cluster_of, folds


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("mds-10-12234265", "mds-10-12234880", True),
        ("mds-10-12234265", "mds-101-12239129", False),
        ("vfnd-real-0", "vfnd-real-14", False),
        ("vfnd-pro_russia-26", "vfnd-neutral-3", True),
        ("bien-ban", "thu-ngo", False),
    ],
)
def test_the_story_of_an_article(one: str, other: str, same: bool) -> None:
    assert (cluster_of(one) == cluster_of(other)) is same


def test_folds_hold_each_article_once_and_whole_stories() -> None:
    ids = [f"mds-{story}-{n}" for story in range(7) for n in range(3)]
    parts = folds(ids, 3)
    assert sorted(i for part in parts for i in part) == sorted(ids)
    assert all(
        {cluster_of(i) for i in a}.isdisjoint(map(cluster_of, b)) for a in parts for b in parts if a is not b
    )
