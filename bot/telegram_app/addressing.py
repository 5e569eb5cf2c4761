"""Which messages are meant for the bot, who wrote them, and what they ask: pure functions.

In groups the bot speaks only when spoken to: by a command, a mention or a reply to it. Telegram's
offsets count UTF-16 units.
"""

from collections.abc import Collection

from telegram import Message, MessageEntity, User

_MENTIONS = (MessageEntity.MENTION, MessageEntity.TEXT_MENTION)


def author_of(message: Message) -> int | None:
    """The id of the person who wrote it; None for bots, which could answer each other for ever.

    Who writes in the name of a group or channel counts as that; a channel's posts that Telegram
    itself forwards to its group are nobody's question.
    """
    if message.via_bot is not None or message.is_automatic_forward:
        return None
    if message.sender_chat is not None:
        return message.sender_chat.id
    author = message.from_user
    return None if author is None or author.is_bot else author.id


def is_addressed(message: Message, me: User, commands: Collection[str]) -> bool:
    """Whether the message is for the bot `me`; in a private chat every one is."""
    if message.chat.type == message.chat.PRIVATE:
        return True
    command = command_of(message)
    if command is not None:
        name, at, target = command.partition("@")
        return target.casefold() == _name(me) if at else name in commands
    return _is_reply_to(message, me) or any(_mentions(message, me))


def command_of(message: Message) -> str | None:
    """The command that the message begins with, as `ask` or `ask@some_bot`, in lower case."""
    entities = message.entities
    if not entities or entities[0].type != MessageEntity.BOT_COMMAND or entities[0].offset != 0:
        return None
    return _part(message.text or "", entities[0])[1:].casefold()


def arguments_of(message: Message) -> str:
    """What follows the command that the message begins with."""
    text = message.text or ""
    return text[len(_part(text, message.entities[0])) :].strip() if message.entities else ""


def question_of(message: Message, me: User) -> str:
    """What the message asks, without the mention of the bot.

    A mention alone, in reply to somebody's message, asks that message's question.
    """
    text = message.text or ""
    for entity in reversed(_mentions(message, me)):
        before, after = _around(text, entity)
        text = before.rstrip() + " " + after.lstrip()
    if message.chat.type == message.chat.PRIVATE:
        return message.text or ""
    original = message.reply_to_message
    if not text.strip() and original is not None and not _is_reply_to(message, me):
        return original.text or ""
    return text.strip()


def _is_reply_to(message: Message, me: User) -> bool:
    """In a topic every message replies to the service message that opened it: that is no reply."""
    original = message.reply_to_message
    return (
        original is not None
        and original.forum_topic_created is None
        and original.from_user is not None
        and original.from_user.id == me.id
    )


def _mentions(message: Message, me: User) -> list[MessageEntity]:
    """The entities that name the bot, in order: as @username, or as a link to its account."""
    return [
        entity
        for entity in message.entities
        if entity.type in _MENTIONS
        and (
            entity.user.id == me.id
            if entity.user is not None
            else _part(message.text or "", entity)[1:].casefold() == _name(me)
        )
    ]


def _name(me: User) -> str:
    return (me.username or "").casefold()


def _part(text: str, entity: MessageEntity) -> str:
    before, after = _around(text, entity)
    return text[len(before) : len(text) - len(after)]


def _around(text: str, entity: MessageEntity) -> tuple[str, str]:
    """What stands before and after the entity; half characters are kept as they are."""
    data = text.encode("utf-16-le", "surrogatepass")
    before, after = data[: 2 * entity.offset], data[2 * (entity.offset + entity.length) :]
    return (
        before.decode("utf-16-le", "surrogatepass"),
        after.decode("utf-16-le", "surrogatepass"),
    )
