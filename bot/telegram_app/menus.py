"""The menus of commands, one for each kind of chat; the bot works without them."""

import logging

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import TelegramError

from bot.telegram_app.access import Access
from bot.telegram_app.services import App
from bot.wording import Wording

logger = logging.getLogger(__name__)

IN_PRIVATE = ("start", "help", "ask", "sources", "why", "forgetme")
IN_GROUPS = ("ask", "sources", "why", "help")
FOR_ADMINS = (*IN_PRIVATE, "forget", "status")

COMMANDS = frozenset(FOR_ADMINS)
"""All commands; each is described by `telegram.command_<name>`."""


async def offer_menus(application: App, access: Access, wording: Wording) -> None:
    """Put the commands into the menus: in private chats, in groups, and for administrators."""
    menus: list[tuple[BotCommandScope, tuple[str, ...]]] = [
        (BotCommandScopeAllPrivateChats(), IN_PRIVATE),
        (BotCommandScopeAllGroupChats(), IN_GROUPS),
        *((BotCommandScopeChat(admin), FOR_ADMINS) for admin in sorted(access.admins)),
    ]
    for scope, names in menus:
        commands = [BotCommand(name, wording.say(f"telegram.command_{name}")) for name in names]
        try:
            await application.bot.set_my_commands(commands, scope=scope)
        except TelegramError as error:  # such as an administrator who never wrote to the bot
            logger.warning("A menu of commands could not be set: %s", error)
