"""One schedule, played: rounds in which the sender may die and an order may fall, and then calm."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress

from include.writ.channels.base import Channel
from include.writ.errors import ConfigError
from include.writ.services import deliver
from tests.faults.schedules import Killed, Round, Stepped, Steps, minutes
from tests.faults.stock import Stock, Taken


def run(stock: Stock, channel: Channel, steps: Steps) -> None:
    """One run of the sender; it may die, or find its own connection wrong."""
    with suppress(Killed, ConfigError):
        deliver.run(
            steps.around(stock.here.begin),
            platform=stock.platform,
            channel=Stepped(channel, steps),
            means=stock.means,
            clock=stock.clock,
        )


def play_round(stock: Stock, channel: Channel, taken: Sequence[Taken], fallen: set[int], one: Round) -> int:
    """How often the sender died. What falls falls once, at its step or, where the run was shorter, after it."""
    stock.wait(minutes(one.minutes))
    steps = Steps(one.dies_at)
    if one.falls and (index := one.falls[0] % len(taken)) not in fallen:
        fallen.add(index)
        steps.falls_at, steps.fall = one.falls[1], lambda: stock.annul(taken[index])
        if steps.falls_at == 0:
            steps.fall_now()
    run(stock, channel, steps)
    steps.fall_now()
    return steps.deaths


def play_calm(stock: Stock, channel: Channel, is_pending: Callable[[], bool], rounds: int = 12) -> None:
    """Nothing goes wrong any more, for so many rounds at most."""
    for _ in range(rounds):
        if not is_pending():
            return
        stock.wait(minutes(400))
        run(stock, channel, Steps())
