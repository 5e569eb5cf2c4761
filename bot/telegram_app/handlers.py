"""The path of an update, handler by handler: the gate first, then the one that it is for.

polling or webhook ─▶ journal ─▶ Gate.admit ─▶ a command, Questions, Pressing … ─▶ Sender
"""

from telegram import Update
from telegram.ext import (
    CallbackQueryHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.telegram_app.adding import Adding
from bot.telegram_app.buttons import REPLACE
from bot.telegram_app.commands import Commands
from bot.telegram_app.corrections import Corrections, IsCorrection
from bot.telegram_app.failures import Failures
from bot.telegram_app.gate import Gate
from bot.telegram_app.inline import Inline
from bot.telegram_app.pressing import Pressing
from bot.telegram_app.questions import Questions
from bot.telegram_app.services import App, Services

_BEFORE_ALL = -1


def add_handlers(application: App, services: Services) -> Failures:
    """Register everything that the bot does; returns the error handler."""
    commands, questions = Commands(services), Questions(services)
    adding, failures = Adding(services), Failures(services)
    new = filters.UpdateType.MESSAGE
    application.add_handler(TypeHandler(Update, Gate(services).admit), _BEFORE_ALL)
    for name, handle in {
        "start": commands.start,
        "help": commands.help,
        "ask": questions.command,
        "sources": commands.sources,
        "why": commands.why,
        "status": commands.status,
        "forget": adding.forget,
        "forgetme": commands.forget_me,
    }.items():
        application.add_handler(CommandHandler(name, handle, new))
    application.add_handlers(
        [
            MessageHandler(filters.UpdateType.EDITED_MESSAGE, questions.edited),
            MessageHandler(filters.StatusUpdate.MIGRATE, commands.migrated),
            MessageHandler(new & filters.COMMAND, commands.unknown),
            MessageHandler(new & filters.Document.ALL, adding.sent),
            MessageHandler(new & IsCorrection(services.feedback), Corrections(services).corrected),
            MessageHandler(new & filters.TEXT, questions.new),
            CallbackQueryHandler(adding.replace, REPLACE),
            CallbackQueryHandler(Pressing(services).pressed),
            InlineQueryHandler(Inline(services).asked),
        ]
    )
    application.add_error_handler(failures.failed)
    return failures
