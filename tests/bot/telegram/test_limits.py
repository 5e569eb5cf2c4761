"""How often people may ask, and how fast the bot may speak; the clock is the test's own."""

from dataclasses import dataclass

from bot.telegram_app.limits import BURST, GROUP_FACTOR, LIGHT, Limits, Pace


@dataclass
class Clock:
    """Stands still until the test moves it."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_then_one_warning_then_silence_until_there_is_room_again() -> None:
    clock = Clock()
    limits = Limits(per_minute=6, clock=clock)  # one in ten seconds
    assert [limits.ask(7, 7) for _ in range(BURST)] == ["go"] * BURST
    assert [limits.ask(7, 7) for _ in range(3)] == ["warn", "silence", "silence"]
    clock.now += 10
    assert [limits.ask(7, 7) for _ in range(2)] == ["go", "silence"]
    clock.now += 10 * BURST  # the bucket is full: the next flood is warned of once more
    assert [limits.ask(7, 7) for _ in range(BURST + 2)] == ["go"] * BURST + ["warn", "silence"]


def test_one_persons_flood_is_nobody_elses() -> None:
    limits = Limits(per_minute=6, clock=Clock())
    for _ in range(BURST + 1):
        limits.ask(7, 7)
    assert limits.ask(8, 8) == "go"
    assert limits.ask(8, None) == "go"


def test_a_group_has_a_limit_of_its_own() -> None:
    limits = Limits(per_minute=6, clock=Clock())
    crowd = range(100, 100 + GROUP_FACTOR * BURST)
    assert {limits.ask(user_id, -5) for user_id in crowd} == {"go"}
    assert [limits.ask(7, -5), limits.ask(8, -5)] == ["warn", "silence"]
    assert limits.ask(9, 9) == "go"


def test_buttons_count_less_than_questions() -> None:
    limits = Limits(per_minute=6, clock=Clock())
    presses = round(BURST / LIGHT)
    assert [limits.ask(7, 7, LIGHT) for _ in range(presses - 1)] == ["go"] * (presses - 1)
    assert limits.ask(7, 7) == "warn"


def test_who_has_long_been_quiet_is_forgotten_when_there_are_many() -> None:
    clock = Clock()
    limits = Limits(60, clock)
    for user_id in range(1, 10_001):
        limits.ask(user_id, None)
    clock.now += 3600
    limits.ask(10_001, None)
    assert set(vars(limits)["_buckets"]) == {10_001}


def test_a_private_chat_gets_a_burst_then_one_message_a_second() -> None:
    pace = Pace(Clock())
    assert [pace.wait(7) for _ in range(7)] == [0, 0, 0, 0, 0, 1, 2]


def test_a_group_gets_no_more_than_20_messages_in_any_minute() -> None:
    clock = Clock()
    pace = Pace(clock)
    sent = []
    while clock.now < 180:
        clock.now += pace.wait(-5)
        sent.append(clock.now)
    for start in sent:
        assert sum(start <= moment < start + 60 for moment in sent) <= 20


def test_all_chats_together_get_no_more_than_30_messages_in_any_second() -> None:
    clock = Clock()
    pace = Pace(clock)
    sent = []
    for chat in range(1, 200):
        clock.now += pace.wait(chat)
        sent.append(clock.now)
    for start in sent:
        assert sum(start <= moment < start + 1 for moment in sent) <= 30
