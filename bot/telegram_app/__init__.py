"""The Telegram side: one bot, any number of chats; it decides no answer and formats no quote."""
