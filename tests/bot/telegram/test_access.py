"""Who may use the bot, by the owner's settings."""

import pytest

from bot.errors import SettingsError
from bot.settings import load_settings
from bot.telegram_app.access import Access, access_rules

ANN, BOB, GROUP, OTHER = 7, 8, -100, -200


@pytest.mark.parametrize(
    ("rules", "user_id", "chat_id", "allowed"),
    [
        (Access(), ANN, ANN, True),
        (Access(), ANN, GROUP, True),
        (Access(), ANN, None, True),
        (Access(users={ANN}), ANN, ANN, True),
        (Access(users={ANN}), BOB, BOB, False),
        (Access(users={ANN}), ANN, GROUP, True),
        (Access(users={ANN}), BOB, GROUP, False),  # one allowed member opens no group
        (Access(users={ANN}), BOB, None, False),
        (Access(chats={GROUP}), ANN, GROUP, True),
        (Access(chats={GROUP}), ANN, OTHER, False),
        (Access(chats={GROUP}), ANN, ANN, True),
        (Access(users={ANN}, chats={GROUP}), BOB, GROUP, True),
        (Access(users={ANN}, chats={GROUP}), BOB, BOB, False),
        (Access(users={ANN}, chats={GROUP}), ANN, OTHER, False),
        (Access(users=set(), chats=set(), admins={BOB}), ANN, ANN, False),
        (Access(users=set(), chats=set(), admins={BOB}), BOB, OTHER, True),
        (Access(users={ANN}, admins={BOB}), BOB, None, True),
    ],
)
def test_access(rules: Access, user_id: int, chat_id: int | None, allowed: bool) -> None:
    assert rules.allows(user_id, chat_id) is allowed


def test_rules_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_TELEGRAM_USER_IDS", "7, 8,")
    monkeypatch.setenv("ALLOWED_TELEGRAM_CHAT_IDS", "-100")
    monkeypatch.setenv("ADMIN_USER_IDS", "8")
    rules = access_rules(load_settings())
    assert rules == Access(users=frozenset({7, 8}), chats=frozenset({-100}), admins=frozenset({8}))


def test_signs_for_everyone_and_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_TELEGRAM_USER_IDS", "*")
    monkeypatch.setenv("ADMIN_USER_IDS", "-")
    assert access_rules(load_settings()) == Access()


def test_a_name_in_place_of_an_id_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADMIN_USER_IDS", "7,@ann")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(caught.value) == (
        "ADMIN_USER_IDS must be numeric ids with commas between them, such as 42,-100. "
        "Mend it in the environment or .env."
    )
