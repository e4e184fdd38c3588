"""The policy that holds until a tenant has published its own: our defaults, not the law's."""

from tiers.rules.grading import (
    FIRST,
    KEY,
    SECOND,
    Bound,
    Category,
    Dimension,
    Grading,
    Rights,
    Step,
)

HEALTH = (
    "保健食品",
    "食品",
    "药品",
    "医疗器械",
    "化妆品",
    "特殊医学用途配方食品",
    "婴幼儿配方食品",
)
ALL_SERVICES = ("paid_traffic", "recommendation", "hot_list", "search")
ALL_FUNCTIONS = ("co_stream", "lottery", "coupon", "presale", "gifts")


def _steps(*pairs: tuple[float, int]) -> tuple[Step, ...]:
    return tuple(Step(at, points) for at, points in pairs)


def shipped() -> Grading:
    """Return the default policy.

    The law names the dimensions and asks for more patrol and longer retention of key operators;
    every number here is ours: two more years for key rooms, and so on.

    Law: M-tiering, O117-tiering
    """
    return Grading(
        dimensions=(
            Dimension(
                code="measures",
                steps=_steps((1, 10), (3, 20), (6, 35)),
                alone={KEY: Bound(10, 5), SECOND: Bound(4, 2)},
            ),
            Dimension(code="complaints", steps=_steps((3, 5), (10, 10), (30, 20))),
            Dimension(code="findings", steps=_steps((20, 5), (100, 10), (500, 20))),
            Dimension(
                code="followers",
                steps=_steps((10_000, 5), (100_000, 10), (1_000_000, 20)),
                alone={KEY: Bound(5_000_000, 4_500_000)},
            ),
            Dimension(code="visits", steps=_steps((100_000, 5), (1_000_000, 10), (10_000_000, 15))),
            Dimension(code="volume", steps=_steps((1_000, 5), (10_000, 10), (100_000, 15))),
            Dimension(
                code="amount_fen",
                steps=_steps((10_000_000, 5), (100_000_000, 10), (1_000_000_000, 20)),
                alone={KEY: Bound(5_000_000_000, 4_500_000_000)},
            ),
            Dimension(
                code="influence", steps=_steps((60, 5), (80, 10)), alone={KEY: Bound(95, 90)}
            ),
            Dimension(
                code="categories",
                categories={name: Category(points=10, tier=SECOND) for name in HEALTH},
            ),
        ),
        score={SECOND: Bound(25, 20), KEY: Bound(60, 50)},
        rights={
            FIRST: Rights(services=ALL_SERVICES, functions=ALL_FUNCTIONS, patrol_percent=2),
            SECOND: Rights(services=ALL_SERVICES, functions=ALL_FUNCTIONS, patrol_percent=10),
            KEY: Rights(
                services=ALL_SERVICES,
                functions=ALL_FUNCTIONS,
                patrol_percent=100,
                is_dedicated=True,
                retain_extra_years=2,
            ),
        },
    )
