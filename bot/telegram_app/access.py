"""Who may use the bot: one rule for messages, buttons and inline queries."""

from collections.abc import Set
from dataclasses import dataclass

from bot.settings import Settings

Ids = Set[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """The owner's rules; `None` stands for everyone, and administrators may always.

    A person is a positive id, a group a negative one. In a group on the list all may ask; if there
    is no list of groups, those may ask in any group who may ask in private.
    """

    users: Ids | None = None
    chats: Ids | None = None
    admins: Ids = frozenset()

    def allows(self, user_id: int, chat_id: int | None) -> bool:
        """Whether `user_id` may use the bot in `chat_id` (None: inline, in a chat unknown)."""
        if user_id in self.admins:
            return True
        if chat_id is None or chat_id > 0:
            return self.users is None or user_id in self.users
        if self.chats is not None:
            return chat_id in self.chats
        return self.users is None or user_id in self.users

    def is_admin(self, user_id: int) -> bool:
        """Whether `user_id` may see the bot's state and change the articles.

        By number: names can change hands.
        """
        return user_id in self.admins


def access_rules(settings: Settings) -> Access:
    """The rules that the settings give."""
    return Access(
        users=settings.allowed_telegram_user_ids,
        chats=settings.allowed_telegram_chat_ids,
        admins=settings.admin_user_ids,
    )
