"""Every word that the bot says, one file per language."""
