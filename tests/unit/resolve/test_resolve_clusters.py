import numpy as np

from pipelines.resolve.clusters import (
    NO_KIND,
    Edges,
    Scored,
    alone,
    components,
    contradictory,
    join,
    numbered,
    reasons,
    split,
    within,
)


def ints(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def scored(*pairs: tuple[int, int, float, bool]) -> Scored:
    a, b, score, forbidden = zip(*pairs, strict=True)
    return Scored(ints(*a), ints(*b), np.array(score), np.array(forbidden))


def test_components_are_named_by_their_lowest_node() -> None:
    assert components(6, ints(4, 3), ints(1, 5)).tolist() == [0, 1, 2, 3, 1, 3]


def test_components_of_nothing() -> None:
    assert components(0, ints(), ints()).tolist() == []


def test_contradictory_needs_two_identities_in_one_cluster() -> None:
    labels = ints(0, 0, 0, 3, 3)
    identity = np.array([7, 7, 8, 9], dtype=np.uint64)
    assert contradictory(labels, ints(0, 1, 3, 4), identity).tolist() == [3, 4]
    assert contradictory(labels, ints(0, 1), identity[:2]).tolist() == []


def test_split_follows_the_strongest_key_that_leads_to_one_identity() -> None:
    # node 2 shares key 0 (weak) with both seeds and key 1 (strong) with the second; node 3 hangs on node 2
    keys = Edges(ints(0, 1, 2, 2, 1, 2, 3), ints(0, 0, 0, 1, 1, 2, 2), ints(9, 9, 9, 4, 4, 5, 5))
    labels, decided = split(4, ints(0, 1), ints(0, 1), keys)
    assert labels.tolist() == [0, 1, 1, 1]
    assert decided.tolist() == [1, 1, 4, 5]


def test_split_leaves_what_fits_both_to_itself() -> None:
    keys = Edges(ints(0, 1, 2, 3), ints(0, 0, 0, 0), ints(4, 4, 4, 4))
    labels, decided = split(4, ints(0, 1), ints(0, 1), keys)
    assert labels.tolist() == [0, 1, 2, 2]
    assert decided.tolist() == [1, 1, NO_KIND, NO_KIND]


def test_join_ties_look_alikes() -> None:
    nobody = np.array([], dtype=np.uint64)
    assert join(3, scored((0, 2, 14.0, False)), ints(), nobody, 13.0).tolist() == [0, 1, 0]


def test_join_keeps_the_better_of_two_that_exclude_each_other() -> None:
    pairs = scored((0, 1, 20.0, False), (0, 2, 14.0, False), (1, 2, -9.0, True))
    assert join(3, pairs, ints(), np.array([], dtype=np.uint64), 13.0).tolist() == [0, 0, 2]


def test_join_ties_nobody_where_the_best_are_equal() -> None:
    pairs = scored((0, 1, 14.0, False), (0, 2, 14.0, False), (1, 2, -9.0, True))
    assert join(3, pairs, ints(), np.array([], dtype=np.uint64), 13.0).tolist() == [0, 1, 2]


def test_join_never_brings_two_identities_together() -> None:
    pairs = scored((0, 1, 14.0, False), (0, 2, 14.0, False))
    assert join(3, pairs, ints(1, 2), np.array([5, 6], dtype=np.uint64), 13.0).tolist() == [0, 1, 2]


def test_reasons_name_the_strongest_key_within_the_cluster() -> None:
    edges = Edges(ints(1, 2, 2, 3), ints(0, 0, 1, 2), ints(4, 9, 1, 8))
    assert reasons(4, ints(0, 0, 0, 3), edges).tolist() == [4, 1, 1, NO_KIND]


def test_join_makes_no_giant_of_a_chain() -> None:
    # each is like the next, nobody like the one after: components would make one person of all eight
    chain = scored(*((i, i + 1, 14.0, False) for i in range(7)), *((i, i + 2, 2.0, False) for i in range(6)))
    assert np.bincount(join(8, chain, ints(), np.array([], dtype=np.uint64), 13.0)).max() == 2


def test_join_bridges_one_low_score_between_many_high_ones() -> None:
    pairs = scored((0, 1, 20.0, False), (0, 2, 18.0, False), (1, 2, 12.0, False))
    assert join(3, pairs, ints(), np.array([], dtype=np.uint64), 13.0).tolist() == [0, 0, 0]


def test_persons_are_numbered_in_order_and_the_lowest_known_one_keeps_its_number() -> None:
    labels = ints(0, 1, 0, 3, 3, 3)
    assert numbered(labels, ints(), ints(), 7).tolist() == [8, 9, 8, 10, 10, 10]
    assert numbered(labels, ints(4, 5), ints(2, 5), 7).tolist() == [8, 9, 8, 2, 2, 2]
    assert numbered(labels, ints(5, 4, 2), ints(2, 5, 6), 7).tolist() == [6, 8, 6, 2, 2, 2]


def test_alone_is_who_shares_no_cluster_and_is_written_in_one_way() -> None:
    assert alone(ints(0, 1, 0, 3), ints(3)).tolist() == [False, True, False, False]


def test_within_are_the_nodes_of_some_clusters() -> None:
    assert within(ints(0, 1, 0, 3), ints(0, 0, 3)).tolist() == [True, False, True, True]
