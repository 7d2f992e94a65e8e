import random

import pytest

from pipelines.report import graph, layout
from pipelines.report.layout import Arrow


def market(seed: int, actors: int) -> tuple[list[str], list[Arrow]]:
    """A random tree of sales with a few extra ones in any direction."""
    rng = random.Random(seed)
    names = [f"a{i:02d}" for i in range(actors)]
    arrows = [Arrow(f"h{i}", names[rng.randrange(i)], names[i], float(i)) for i in range(1, actors)]
    for extra in range(actors // 6):
        seller, buyer = rng.sample(names, 2)
        arrows.append(Arrow(f"x{extra}", seller, buyer, rng.choice([None, 100.0 + extra])))
    return names, arrows


@pytest.mark.parametrize("seed", range(8))
def test_no_two_actors_overlap_and_sales_run_to_the_right(seed: int) -> None:
    names, arrows = market(seed, 60)
    plan = layout.place(names, arrows)
    boxes = list(plan.actors.values())
    for i, (x, y) in enumerate(boxes):
        assert all(abs(x - u) >= layout.WIDTH or abs(y - v) >= layout.HEIGHT for u, v in boxes[:i])
        assert x - layout.WIDTH / 2 >= 0 and x + layout.WIDTH / 2 <= plan.width
        assert y - layout.HEIGHT / 2 >= 0 and y + layout.HEIGHT / 2 <= plan.height
    for arrow in arrows:
        rightward = plan.actors[arrow.seller][0] < plan.actors[arrow.buyer][0]
        assert rightward == (arrow.key not in plan.back)


def test_the_chain_is_one_straight_line() -> None:
    names, arrows = market(3, 40)
    spine = ["a00"]
    while following := next((a.buyer for a in arrows if a.seller == spine[-1] and a.key.startswith("h")), None):
        spine.append(following)
    assert len(spine) > 2
    plan = layout.place(names, arrows, spine)
    heights = [plan.actors[name][1] for name in spine]
    assert max(heights) - min(heights) < 2


def test_a_sale_back_up_is_the_one_that_runs_left() -> None:
    arrows = [Arrow("1", "a", "b", 1.0), Arrow("2", "b", "c", 2.0), Arrow("3", "c", "a", 3.0)]
    plan = layout.place(["a", "b", "c"], arrows)
    assert plan.back == {"3"}
    assert plan.actors["a"][0] < plan.actors["b"][0] < plan.actors["c"][0]


def test_a_two_way_trade_and_a_sale_to_oneself_are_drawn() -> None:
    plan = layout.place(["a", "b"], [Arrow("1", "a", "b"), Arrow("2", "b", "a"), Arrow("3", "a", "a")])
    assert plan.back == {"2", "3"}
    assert plan.paths.keys() == {"1", "2", "3"}


def test_nothing_to_place() -> None:
    plan = layout.place([], [])
    assert plan.actors == {} and plan.width > 0 and plan.height > 0


def test_a_path_of_the_library_and_of_the_drawing_bend_alike() -> None:
    path = ((0.0, 0.0), (50.0, 0.0), (50.0, 100.0), (100.0, 100.0))
    assert graph.svg_path(path) == "M0.0 0.0Q50.0 0.0 50.0 50.0Q50.0 100.0 100.0 100.0"
    for (along, away), (x, y) in zip(graph.bends(path), path[1:-1], strict=True):
        length = 100 * 2**0.5
        back = (along * 100 - away * 100 / length, along * 100 + away * 100 / length)
        assert back == pytest.approx((x, y), abs=0.1)


def test_tiers_of_confidence() -> None:
    assert [graph.tier(c) for c in (None, 0.0, 0.49, 0.5, 0.7, 0.9, 1.0)] == [0, 0, 0, 1, 2, 3, 3]


def test_doubtful_sales_are_added_below_and_move_nothing() -> None:
    plan = layout.place(["a", "b"], [Arrow("1", "a", "b")], ["a", "b"])
    more = layout.extend(plan, [Arrow("2", "b", "a"), Arrow("3", "a", "c"), Arrow("4", "d", "c")])
    assert {k: more.actors[k] for k in "ab"} == plan.actors
    assert more.paths.keys() == {"1", "2", "3", "4"} and "2" in more.back
    assert all(plan.height <= more.actors[k][1] < more.height for k in "cd")


def test_a_doubtful_step_between_does_not_push_a_buyer_away() -> None:
    arrows = [Arrow("1", "a", "c"), Arrow("2", "a", "b", firm=False), Arrow("3", "b", "c", firm=False)]
    plan = layout.place(["a", "b", "c"], arrows)
    assert plan.actors["c"][0] - plan.actors["a"][0] == layout.COLUMN
    assert plan.paths.keys() == {"1", "2", "3"} and plan.back == {"3"}
